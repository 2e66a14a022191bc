import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tunedConstants } from "../../src/eth/ethConstants.js";
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

test("our thresholds keep up with the number of neurons, and settle beyond 2,000", () => {
  const thresholds = (neurons: number) => {
    const { thetaPlus, thetaFirst, thetaSpikes, tauTheta } = tunedConstants(neurons, 60_000);
    return [thetaPlus, thetaFirst, thetaSpikes, tauTheta];
  };
  assert.equal(thresholds(100), [0.05, undefined, undefined, 1e7]);
  assert.equal(thresholds(1600), [0.1, undefined, undefined, 3e7]);
  assert.equal(thresholds(6400), [0.1, 0.3, 80, 4e7]);
});

test("--theta-first and --theta-spikes are the run's, and what info and the training say of its threshold", async () => {
  await train("settling", "--theta-first", "0.4", "--theta-spikes", "50");
  const { thetaFirst, thetaSpikes, thetaPlus } = await configOf("settling");
  assert.equal([thetaFirst, thetaSpikes, thetaPlus], [0.4, 50, 0.05]);
  const told = /0\.4 mV at a neuron's first spike, falling to 0\.05 mV over 50 spikes/;
  assert.match(await eth("info", join(folder, "settling")), told);
  await rejected(
    train("settling", "--resume", "--theta-first", "0.2"),
    /--theta-first: found 0.2, but the run has 0.4/,
    InputError,
  );
  await rejected(train("none", "--theta-first", "-1"), /--theta-first.*-1/, InputError);
  await rejected(train("none", "--theta-spikes", "0"), /--theta-spikes.*0/, InputError);
  const alone = train("none", "--theta-spikes", "50");
  await rejected(
    alone,
    /--theta-spikes: found 50, .*expected it only with eth train, --theta-first above 0/,
    InputError,
  );
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
