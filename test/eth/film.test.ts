/** How receptive fields were learned, as pictures in a run's folder: what they hold, when they are made, what is refused. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecord } from "../../src/eth/runFolder.js";
import { CheckpointError, InputError, loadFilm, loadRun } from "../../src/index.js";
import { eth } from "../cli/command.js";
import { temporaryFolder, writeDigits } from "../cli/digits.js";
import { rejected } from "../refused.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 60, test: 10 });
const at = (name: string) => join(folder, name);
const train = (out: string, ...args: string[]) =>
  eth("train", ...["--data", data, "--neurons", "7", "--rate", "120", "--seed", "3", "--out", out], ...args);
const pictures = (out: string) => readdirSync(out).filter((name) => name.endsWith(".png"));
const bytesOf = (out: string) => pictures(out).map((name) => [name, readFileSync(join(out, name)).toString("base64")]);

const run = at("run");
await train(run, "--film", "25");

test("there is a picture before the first digit, after each so many, and at the end", async () => {
  const { field, frames } = await loadFilm(run);
  assert.equal(field, [6, 6]);
  assert.equal(
    frames.map(({ trained }) => trained),
    [0, 25, 50, 60],
  );
});

test("the last picture is the trained network's weights, to half a 255th of their bound; the first are others", async () => {
  const { frames } = await loadFilm(run);
  const { sim, config } = await loadRun(run);
  const weights = await sim.state.inputToExc.w.read();
  sim.dispose();
  const step = (config.wMax * 784) / 36 / 255;
  const apart = (a: Float32Array, b: Float32Array) => a.reduce((most, w, k) => Math.max(most, Math.abs(w - b[k])), 0);
  const last = await frames[3].weights();
  assert.is(last.length, 36 * 7);
  assert.ok(apart(last, weights) <= step / 2 + 1e-6, `found ${apart(last, weights)}, expected at most ${step / 2}`);
  assert.ok(apart(await frames[0].weights(), weights) > 10 * step);
});

test("pictures change nothing of the run, and a run that goes on makes those of one that was not interrupted", async () => {
  await train(at("plain"));
  assert.is((await readRecord(at("plain"))).sha256, (await readRecord(run)).sha256);
  assert.equal(pictures(at("plain")), []);
  await eth("train", "--resume", "--out", run, "--passes", "2", "--film", "25");
  await train(at("both"), "--passes", "2", "--film", "25");
  const [resumed, whole] = [bytesOf(run), bytesOf(at("both"))];
  // The end of the first pass was an end then.
  assert.equal(
    resumed.filter(([name]) => name !== "fields-00000060.png"),
    whole,
  );
  assert.is(whole.length, 6);
});

test("a run that replaces another one leaves none of its pictures", async () => {
  await train(at("both"), "--force");
  assert.equal(pictures(at("both")), []);
});

test("what is no film, or a damaged one, is refused", async () => {
  await rejected(loadFilm(at("nothing")), /found no run\.json/, CheckpointError);
  await rejected(loadFilm(at("plain")), /plain: found no pictures .* --film 500/, CheckpointError);
  await rejected(loadFilm(5 as never), /loadFilm, folder: found 5/, InputError);
  const [first, second] = (await loadFilm(run)).frames;
  const path = join(run, "fields-00000000.png");
  writeFileSync(path, readFileSync(path).subarray(0, -20));
  await rejected(first.weights(), /fields-00000000\.png: cannot be read/, CheckpointError);
  await train(at("other"), "--neurons", "20", "--film", "60", "--force");
  copyFileSync(join(at("other"), "fields-00000060.png"), join(run, "fields-00000025.png"));
  await rejected(second.weights(), /found a picture of \d+ × \d+, expected \d+ × \d+ in 8-bit gray/, CheckpointError);
  const kept = readFileSync(join(run, "run.json"), "utf8");
  const windows = ["--network", "locallyConnected", "--filters", "2", "--size", "4", "--stride", "2"];
  const parts = eth("train", "--data", data, ...windows, "--film", "5", "--force", "--out", run);
  await rejected(parts, /--film: found the network locallyConnected/, InputError);
  assert.is(readFileSync(join(run, "run.json"), "utf8"), kept, "the run in the folder is lost");
  await rejected(train(at("no"), "--film", "0"), /--film: found 0, expected a whole number from 1/, InputError);
});

test.run();
