import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecord } from "../../src/eth/runFolder.js";
import { InputError } from "../../src/index.js";
import { rejected } from "../refused.js";
import { eth } from "./command.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 40, test: 10 });
const train = (out: string, ...args: string[]) =>
  eth("train", "--data", data, "--neurons", "8", "--out", join(folder, out), ...args);
const configOf = async (out: string) => (await readRecord(join(folder, out))).config;

test("without --constants, a run has the paper's", async () => {
  await train("paper", "--rate", "63.75");
  const { constants, order, brightness, normalize, wMax, etaPre, etaPost, thetaPlus, tauTheta } =
    await configOf("paper");
  assert.equal(
    [constants, order, brightness, normalize, wMax, etaPre, etaPost, thetaPlus, tauTheta],
    ["paper", "given", 0, 78, 1, 1e-4, 1e-2, 0.05, 1e7],
  );
});

test("--constants tuned keeps the mean drive of a neuron, and numbers that are given count", async () => {
  const text = await train("tuned", "--constants", "tuned", "--tau-theta", "3e6");
  assert.match(text, /^8 neurons, tuned constants, seed 0/m);
  const { constants, order, rate, normalize, wMax, etaPre, etaPost, tauTheta, labelExamples } = await configOf("tuned");
  assert.equal([constants, order], ["tuned", "shuffled"]);
  assert.is(rate * normalize, 63.75 * 78);
  assert.is(rate * wMax, 63.75);
  assert.is(etaPost / etaPre, 100);
  assert.is(tauTheta, 3e6);
  assert.is(labelExamples, 40);
  assert.match(await eth("info", join(folder, "tuned")), /input +127\.5 Hz for a white pixel, digits scaled to a mean/);
});

test("a run goes on with the constants that it began with, and other networks have none of ours", async () => {
  const again = (constants: string) => train("tuned", "--resume", "--constants", constants, "--passes", "2");
  await rejected(again("paper"), /--constants: found paper, but the run has tuned/, InputError);
  await again("tuned");
  assert.is((await readRecord(join(folder, "tuned"))).trained, 80);
  const other = train("other", "--constants", "tuned", "--network", "lmSnn");
  await rejected(
    other,
    /--constants: found tuned with the network lmSnn, expected the network diehlCook2015 or diehlCookV2/,
    InputError,
  );
  await rejected(train("other", "--constants", "best"), /--constants.*best/, InputError);
});

test.run();
