import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  ms,
  readAer,
  readCsv,
  readNir,
  readNpy,
  readNpz,
  readShd,
  readWav,
  SpikeTensorError,
} from "../../src/index.js";
import { Dice } from "../backend/dice.js";
import { LENGTH, SEED } from "./campaign.js";
import { corrupt } from "./corrupt.js";

const DAMAGES = 300 * LENGTH;
const golden = join(import.meta.dirname, "../data/golden");
const folder = mkdtempSync(join(tmpdir(), "spiketensor-damaged-"));
test.after(() => rmSync(folder, { recursive: true }));

const READERS: readonly (readonly [file: string, read: (path: string) => Promise<unknown>])[] = [
  ["fortran.npy", readNpy],
  ["big-endian.npy", readNpy],
  ["two.npz", readNpz],
  ["compressed.npz", readNpz],
  ["stereo.wav", readWav],
  ["scalar.npy", readAer],
  ["write.py", readCsv],
  ["shd.h5", (path) => readShd(path, { dt: ms(1) })],
  ["graph.nir", (path) => readNir(path, { spike: ms(1) })],
];

test(`${DAMAGES} damaged and foreign data files, from seed ${SEED} on, are refused by errors of the library or whole`, async () => {
  let refused = 0;
  for (let seed = SEED; seed < SEED + DAMAGES; seed++) {
    const dice = new Dice(seed);
    const [name, own] = dice.pick(READERS);
    const isForeign = dice.chance(0.2);
    const read = isForeign ? dice.pick(READERS)[1] : own;
    const bytes = readFileSync(join(golden, name));
    const path = join(folder, name);
    writeFileSync(path, isForeign && dice.chance(0.5) ? bytes : corrupt(bytes, dice));
    try {
      await read(path);
    } catch (error) {
      if (error instanceof SpikeTensorError) refused++;
      else assert.unreachable(`seed ${seed}, ${name}: ${(error as Error).stack}`);
    }
  }
  assert.ok(refused > DAMAGES / 3, `${refused} refused`);
});

test.run();
