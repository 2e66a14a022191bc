import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelsOf, restoreNetwork } from "../../src/eth/loadRun.js";
import { findRecord, readRecord } from "../../src/eth/runFolder.js";
import { Dice } from "../backend/dice.js";
import { eth, startEth } from "../cli/command.js";
import { temporaryFolder, writeDigits } from "../cli/digits.js";
import { LENGTH, SEED } from "./campaign.js";

const KILLS = 3 * LENGTH;
const folder = temporaryFolder();
test.after(() => rmSync(folder, { recursive: true }));
const data = writeDigits(join(folder, "digits"), { train: 30, test: 10 });
const out = join(folder, "run");

test(`${KILLS} trainings that are killed at any time, from seed ${SEED} on, leave a whole run, also over another one`, async () => {
  await eth("train", "--data", data, "--neurons", "8", "--out", out);
  const seeds = new Set<number>();
  for (let n = 0; n < KILLS; n++) {
    const dice = new Dice(SEED + n);
    const seed = dice.whole(0, 1000);
    const numbers = ["--data", data, "--neurons", "8", "--passes", "2", "--seed", String(seed)];
    const { child, ended } = startEth("train", ...numbers, "--save-every", "1", "--force", "--out", out);
    // Mostly while the new run replaces the old one, and after, the first two always: it takes a while until a process
    // has begun.
    const isBegun = async () => (await findRecord(out))?.config.seed === seed;
    const later = dice.whole(0, 300);
    while ((n < 2 || dice.chance(0.999)) && child.exitCode === null && !(await isBegun())) await wait(1);
    await wait(later);
    child.kill("SIGKILL");
    await ended;
    const where = `seed ${SEED + n}, killed ${later} ms after it had begun`;
    const record = await readRecord(out);
    seeds.add(record.config.seed);
    const sim = await restoreNetwork(out, record).catch((error) => assert.unreachable(`${where}: ${error.message}`));
    sim?.dispose();
    await labelsOf(out, record);
    // Beside the record's own files, no more than what the last state had begun to write.
    assert.ok(readdirSync(out).length <= 6, `${where}: ${readdirSync(out)}`);
  }
  assert.ok(seeds.size > 1, "some runs have replaced others");
  await eth("train", "--resume", "--out", out);
  assert.equal(
    readdirSync(out).filter((name) => name.endsWith(".tmp")),
    [],
  );
});

test.run();
