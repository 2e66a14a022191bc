import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { restoreNetwork } from "../../src/eth/loadRun.js";
import { findRecord, readRecord } from "../../src/eth/runFolder.js";
import { rejected } from "../refused.js";
import { eth, startEth } from "./command.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 40, test: 10 });
const PASSES = 16;
// Many digits are shown again and again until they have 5 spikes, so that stops fall between tries as well.
const DIGITS = 40 * PASSES;
const NUMBERS = ["--data", data, "--neurons", "20", "--rate", "120", "--passes", String(PASSES)];

/** Weights, thresholds and all other state, and what the running accuracy goes on from. */
async function resultOf(out: string) {
  const { trained, network, vote, curve, test } = await readRecord(out);
  return { trained, vote, curve, all: test?.allActivity, network: readFileSync(join(out, network)).toString("base64") };
}

/** Waits until a run has saved more than `digits` digits. */
async function untilSaved(out: string, digits: number): Promise<void> {
  for (;;) {
    const record = await findRecord(out);
    if (record && record.trained > digits) return;
    await wait(5);
  }
}

const whole = join(folder, "whole");
let expected: Awaited<ReturnType<typeof resultOf>>;

/** A run that was stopped after some digits. On a busy machine a signal can come after the last one, so that it is tried again. */
async function stopped() {
  for (const later of [150, 50, 10, 0, 0, 0, 500]) {
    const out = join(folder, "stopped");
    rmSync(out, { recursive: true, force: true });
    // Saved only where the signal comes: --save-every is beyond the end.
    const { child, ended } = startEth("train", ...NUMBERS, "--out", out, "--save-every", "100000");
    await untilSaved(out, -1);
    await wait(later);
    child.kill("SIGINT");
    const { code, text } = await ended;
    const { trained, labels } = await readRecord(out);
    if (trained === 0 || trained === DIGITS) continue;
    assert.is(code, 130, text);
    return { out, text, trained, labels };
  }
  throw new Error("the signal came too early or too late in every try");
}

test.before(async () => {
  await eth("train", ...NUMBERS, "--out", whole);
  expected = await resultOf(whole);
  assert.is(expected.trained, DIGITS);
});

test("Ctrl-C saves after a digit and ends; the run that goes on has the same result, bit for bit", async () => {
  const { out, text, trained, labels } = await stopped();
  assert.is(labels, null);
  assert.match(text, new RegExp(`Stopped after ${trained.toLocaleString("en-US")} of 640 digits`));
  assert.match(text, /Continue with: npx spiketensor eth train --resume --out /);

  await eth("train", "--resume", "--out", out);
  assert.equal(await resultOf(out), expected);
});

test("a killed run leaves the last checkpoint intact, and continues from there with the same result", async () => {
  const out = join(folder, "killed");
  const args = ["--out", out, "--save-every", "3"];
  let reached = -1;
  for (const later of [0, 7, 13]) {
    const { child, ended } = startEth("train", ...(reached < 0 ? NUMBERS : ["--resume"]), ...args);
    await untilSaved(out, reached + 1);
    await wait(later);
    child.kill("SIGKILL");
    assert.is((await ended).signal, "SIGKILL");
    const record = await readRecord(out);
    assert.ok(record.trained > reached && record.trained < DIGITS, `${record.trained} digits after ${reached}`);
    reached = record.trained;
    (await restoreNetwork(out, record)).dispose();
  }
  await eth("train", "--resume", "--out", out);
  assert.equal(await resultOf(out), expected);
  assert.equal(readdirSync(out).sort(), ["labels.safetensors", `network-${DIGITS}.safetensors`, "run.json"]);
});

test("a run belongs to one process: nobody else continues or replaces it meanwhile, and nothing of it is lost", async () => {
  const out = join(folder, "claimed");
  const { ended } = startEth("train", ...NUMBERS, "--out", out, "--save-every", "3");
  await untilSaved(out, -1);
  const others: string[][] = [["--resume"], [...NUMBERS, "--force"]];
  for (const other of others) {
    await rejected(
      () => eth("train", ...other, "--out", out),
      /found process \d+ on .* at work on the run in .*claimed, expected none/,
      InputError,
    );
  }
  const { code, text } = await ended;
  assert.is(code, 0, text);
  assert.equal(await resultOf(out), expected);
  assert.equal(readdirSync(out).sort(), ["labels.safetensors", `network-${DIGITS}.safetensors`, "run.json"]);
});

test("two processes that start at the same time in one folder: one trains, the other is refused", async () => {
  const out = join(folder, "twice");
  const both = [1, 2].map(() => startEth("train", ...NUMBERS, "--out", out));
  const codes = (await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code);
  assert.equal(codes.sort(), [0, 1]);
  assert.equal(await resultOf(out), expected);
});

test("what is refused before it starts leaves no folder behind", async () => {
  const out = join(folder, "never", "begun");
  await rejected(() => eth("train", ...NUMBERS, "--examples", "41", "--out", out), /41/, InputError);
  assert.not(existsSync(join(folder, "never")));
  await rejected(() => eth("train", ...NUMBERS, "--out", ""), /eth train, --out: found an empty text/, InputError);
});

test.run();
