import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadRun, SpikeTensorError } from "../../src/index.js";
import { digestOf } from "../../src/simulate/checkpoint.js";
import { readSafetensors, safetensorsParts, type TensorData } from "../../src/simulate/safetensors.js";
import { Dice } from "../backend/dice.js";
import { eth } from "../cli/command.js";
import { temporaryFolder, writeDigits } from "../cli/digits.js";
import { LENGTH, SEED } from "./campaign.js";
import { corrupt } from "./corrupt.js";

const DAMAGES = 300 * LENGTH;
const folder = temporaryFolder();
const run = join(folder, "run");
const damaged = join(folder, "damaged");
test.after(() => rmSync(folder, { recursive: true }));

test.before(async () => {
  const data = writeDigits(join(folder, "digits"), { train: 20, test: 10 });
  await eth("train", "--data", data, "--neurons", "6", "--presentation", "50", "--min-spikes", "0", "--out", run);
});

const JSON_RUBBISH = [
  null,
  true,
  -1,
  0.5,
  1e300,
  "",
  "NaN",
  "__proto__",
  [],
  {},
  [null],
  { length: 1e9 },
  "network-5.safetensors",
];

/** A copy of parsed JSON with one part, at any depth, replaced, left out or added. */
function spoil(value: unknown, dice: Dice): unknown {
  if (typeof value !== "object" || value === null || dice.chance(0.15)) return dice.pick(JSON_RUBBISH);
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0) return dice.pick(JSON_RUBBISH);
  const at = dice.whole(0, entries.length - 1);
  const [key, own] = entries[at];
  const parts: [string, unknown][] = dice.chance(0.15) ? [] : [[key, spoil(own, dice)]];
  entries.splice(at, 1, ...parts);
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

/** Another content of a file of labels, signed as a whole one is. */
function forge(path: string, bytes: Buffer, dice: Dice): Buffer {
  const { metadata, tensors } = readSafetensors(path, bytes);
  const changed = new Map(tensors);
  const name = dice.pick([...tensors.keys()]);
  const { shape, data } = tensors.get(name) ?? { shape: [], data: new Int32Array(0) };
  const edited: TensorData = data.slice();
  edited[dice.whole(0, edited.length - 1)] = dice.pick([99, -7, Number.NaN, -1, Infinity]);
  const ways = [
    () => changed.set(name, { shape, data: edited }),
    () => changed.delete(name),
    () => changed.set(name, { shape: [0], data: new Float32Array(0) }),
    () => changed.set(name, { shape: [data.length], data: Float64Array.from(data) }),
  ];
  dice.pick(ways)();
  const file = { metadata: dice.chance(0.3) ? { ...metadata, network: "0" } : metadata, tensors: changed };
  return Buffer.concat([...safetensorsParts({ ...file, metadata: { ...file.metadata, sha256: digestOf(file) } })]);
}

function damage(seed: number): string {
  const dice = new Dice(seed);
  rmSync(damaged, { recursive: true, force: true });
  mkdirSync(damaged);
  for (const name of readdirSync(run)) copyFileSync(join(run, name), join(damaged, name));
  const name = dice.pick(readdirSync(run).sort());
  const path = join(damaged, name);
  const bytes = readFileSync(path);
  if (dice.chance(0.05)) rmSync(path);
  else if (name === "run.json" && dice.chance(0.7)) {
    writeFileSync(path, JSON.stringify(spoil(JSON.parse(bytes.toString()), dice)));
  } else if (name.startsWith("labels") && dice.chance(0.6)) writeFileSync(path, forge(path, bytes, dice));
  else writeFileSync(path, corrupt(bytes, dice));
  return name;
}

test(`${DAMAGES} damaged and forged runs, from seed ${SEED} on, are refused by errors of the library or whole`, async () => {
  let refused = 0;
  for (let seed = SEED; seed < SEED + DAMAGES; seed++) {
    const where = `seed ${seed}, ${damage(seed)}`;
    try {
      const { sim, assignments, rates } = await loadRun(damaged);
      sim.dispose();
      assert.ok(
        assignments.every((label) => label >= -1 && label < 10),
        where,
      );
      assert.ok(
        rates.every((rate) => rate >= 0 && rate < Infinity),
        where,
      );
      await eth("info", damaged);
    } catch (error) {
      if (error instanceof SpikeTensorError) refused++;
      else assert.unreachable(`${where}: ${(error as Error).stack}`);
    }
  }
  assert.ok(refused > DAMAGES / 2, `${refused} refused`);
});

test.run();
