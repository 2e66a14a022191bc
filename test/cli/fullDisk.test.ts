import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EthConfig } from "../../src/eth/ethConfig.js";
import { compileEth } from "../../src/eth/ethNetwork.js";
import { startTraining } from "../../src/eth/ethTrain.js";
import { restoreNetwork } from "../../src/eth/loadRun.js";
import { RunFolder, readRecord } from "../../src/eth/runFolder.js";
import { FileError } from "../../src/index.js";
import { skip } from "../skip.js";
import { smallDisk } from "../smallDisk.js";
import { eth } from "./command.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const disk = smallDisk(512);
/** Digits of the running accuracy, whose answers a record lists. */
const WINDOW = 5000;
const IS_WHOLE = /The run previously saved in this folder is intact\.$/;

/** Leaves so many free blocks on the disk. */
function fill(path: string, free: number): void {
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(join(path, "filler"), new Uint8Array(Math.max(0, bavail - free) * bsize));
}

function contentOf(folder: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "base64")]));
}

if (typeof disk === "string") skip(test, "a full disk", disk);
else {
  const folder = temporaryFolder();
  test.after(() => {
    disk.remove();
    rmSync(folder, { recursive: true });
  });
  const data = writeDigits(join(folder, "digits"), { train: 20, test: 10 });
  const run = join(disk.path, "run");
  const train = (seed: number, ...args: string[]) =>
    eth(
      "train",
      "--data",
      data,
      "--neurons",
      "20",
      "--rate",
      "120",
      "--update-interval",
      String(WINDOW),
      "--seed",
      String(seed),
      "--out",
      run,
      ...args,
    );

  /** A run that has not learned yet: the first state of another one has files of the same names. */
  async function begin(): Promise<void> {
    rmSync(run, { recursive: true, force: true });
    await train(1);
    const { config } = await readRecord(run);
    rmSync(run, { recursive: true });
    await saveStates(config, [0]);
  }

  /** Writes states of a run, whose record is larger than its network. */
  async function saveStates(config: EthConfig, digits: readonly number[]): Promise<void> {
    const sim = await compileEth(config);
    const folder = new RunFolder(run, config, sim);
    const training = startTraining(config);
    for (let i = 0; i < WINDOW; i++) training.vote.observe(new Uint8Array(20).fill(1), i % 10);
    for (const trained of digits) await folder.saveTraining({ ...training, trained });
    sim.dispose();
  }

  async function checkOld(work: Promise<unknown>, before: ReadonlyMap<string, string>): Promise<void> {
    const error = await work.catch((e: unknown) => e);
    assert.instance(error, FileError);
    assert.match((error as Error).message, /ENOSPC.*The disk is full/);
    assert.match((error as Error).message, IS_WHOLE);
    assert.equal(contentOf(run), before);
    const record = await readRecord(run);
    (await restoreNetwork(run, record)).dispose();
  }

  test("--force on a full disk leaves the old run as it is", async () => {
    await begin();
    const before = contentOf(run);
    fill(disk.path, 0);
    await checkOld(train(2, "--force"), before);
    rmSync(join(disk.path, "filler"));
    await train(2, "--force");
    assert.equal(readdirSync(run).sort(), ["labels.safetensors", "network-20.safetensors", "run.json"]);
    assert.is((await readRecord(run)).config.seed, 2);
  });

  test("a run that replaces another one does so at once, wherever the disk fills up", async () => {
    await begin();
    const before = contentOf(run);
    const { config } = await readRecord(run);
    const other = { ...config, seed: 2 };
    let free = 0;
    for (; (await readRecord(run)).config.seed === 1; free++) {
      assert.ok(free < 40, "there is space in the end");
      fill(disk.path, free);
      const saved = saveStates(other, [0]);
      const fails = await saved.then(
        () => false,
        () => true,
      );
      if (fails) await checkOld(saved, before);
      rmSync(join(disk.path, "filler"));
    }
    assert.ok(free > 5, `the record of ${WINDOW} answers needs some blocks beside the network`);
    assert.equal(readdirSync(run).sort(), ["network-0-2.safetensors", "run.json"]);
    (await restoreNetwork(run, await readRecord(run))).dispose();
  });

  test("a disk that fills up while a run goes on leaves its last state alone", async () => {
    await begin();
    const { config } = await readRecord(run);
    await saveStates(config, [0, 1, 2]);
    const before = contentOf(run);
    fill(disk.path, 0);
    await checkOld(saveStates(config, [2, 3]), before);
    rmSync(join(disk.path, "filler"));
    await saveStates(config, [2, 3]);
    assert.equal(readdirSync(run).sort(), ["network-3.safetensors", "run.json"]);
  });

  test("where nothing was held, nothing is said of it", async () => {
    rmSync(run, { recursive: true });
    fill(disk.path, 0);
    const error = await train(1).catch((e: unknown) => e);
    assert.instance(error, FileError);
    assert.match((error as Error).message, /cannot be written \(ENOSPC/);
    assert.not.match((error as Error).message, /held/);
    rmSync(join(disk.path, "filler"));
    assert.not(existsSync(join(run, "run.json")));
  });

  test("a read-only disk", async () => {
    disk.makeReadOnly();
    const error = await train(1).catch((e: unknown) => e);
    assert.instance(error, FileError);
    assert.match((error as Error).message, /EROFS.*The disk is read-only/);
  });
}

test.run();
