import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecord } from "../../src/eth/runFolder.js";
import { InputError, loadRun } from "../../src/index.js";
import { rejected } from "../refused.js";
import { eth } from "./command.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 40, test: 20 });
const train = (out: string, ...args: string[]) =>
  eth("train", "--data", data, "--update-interval", "20", "--seed", "3", "--out", join(folder, out), ...args);

const refuses = (work: Promise<unknown>, text: RegExp) => rejected(work, text, InputError);

/** Images of 6 × 6 pixels: windows of 4 × 4, two apart, are four. */
const NETWORKS = {
  diehlCookV2: ["--neurons", "10"],
  lmSnn: ["--neurons", "9"],
  locallyConnected: ["--filters", "3", "--size", "4", "--stride", "2"],
  twoLayer: ["--neurons", "10"],
} as const;

for (const [network, options] of Object.entries(NETWORKS)) {
  test(`--network ${network} trains, tests and goes on from what it saved, and says what it is`, async () => {
    const out = join(folder, network);
    const text = await train(network, "--network", network, ...options, "--examples", "20");
    assert.match(
      text,
      new RegExp(`^${network}, ${network === "locallyConnected" ? 12 : options[1]} neurons, seed 3`, "m"),
    );
    assert.match(text, /Tested with 20 digits/);
    const { config, trained } = await readRecord(out);
    assert.is(config.network, network);
    await eth("train", "--data", data, "--out", out, "--resume", "--passes", "2");
    assert.is((await readRecord(out)).trained, 2 * trained);
    const run = await loadRun(out);
    assert.is((await run.sim.state.exc.theta.read()).length, config.neurons);
    run.sim.dispose();
    const info = await eth("info", out);
    assert.match(info, new RegExp(`network +${network}, `));
    assert.is(/inhibition \d/.test(info), network !== "twoLayer");
    await refuses(
      eth("train", "--data", data, "--out", out, "--resume", "--network", "diehlCook2015"),
      /--network: found diehlCook2015, but the run has/,
    );
  });
}

test("sums, bounds and rates go with the size and brightness of the images (those of MNIST: 78, 1 and 63.75 Hz)", async () => {
  const info = async (...options: string[]) => {
    await train("preset", "--force", "--examples", "2", ...options);
    return eth("info", join(folder, "preset"));
  };
  const whole = await info("--neurons", "4");
  // 784/36 as large; a mean pixel of 0.0973 in place of 0.1307.
  assert.match(whole, /a sum of 78 from the input, each at most 21\.78/);
  assert.match(whole, /eta 0\.002178 \(pre\), 0\.2178 \(post\)/);
  assert.match(whole, /input +85\.6\d? Hz for a white pixel/);
  assert.match(
    await info("--network", "locallyConnected", ...NETWORKS.locallyConnected),
    /a sum of 34\.67 from the input/,
  );
  assert.match(
    await info("--neurons", "4", "--normalize", "50", "--rate", "40"),
    /a sum of 50 from[\s\S]*input +40 Hz/,
  );
  assert.match(await info("--network", "lmSnn", "--neurons", "4"), /inhibition 12, growing to 17/);
});

test("traces, thresholds and inhibition that are given are those of the network, and the report shows theta", async () => {
  const options = ["--neurons", "8", "--tau-pre", "11", "--tau-post", "12", "--tau-post2", "33", "--tau-theta", "5000"];
  await train("given", ...options, "--theta-plus", "0.1", "--inhibition-probability", "0.5", "--plot");
  const { sim } = await loadRun(join(folder, "given"));
  const { inputToExc, exc, inhToExc } = sim.network.parts as never as Record<string, never>;
  const constants = (part: {
    plasticity?: { constants: Map<string, number> };
    model?: { constants: Map<string, number> };
  }) => (part.plasticity ?? part.model)?.constants;
  assert.equal(
    ["tauPre", "tauPost1", "tauPost2"].map((name) => constants(inputToExc)?.get(name)),
    [11, 12, 33],
  );
  assert.equal(
    ["tauTheta", "thetaPlus"].map((name) => constants(exc)?.get(name)),
    [5000, 0.1],
  );
  assert.is((inhToExc as { pattern: { probability: number } }).pattern.probability, 0.5);
  sim.dispose();
  const html = readFileSync(join(folder, "given", "report.html"), "utf8");
  assert.match(html, /Thresholds/);
  assert.match(html, /Theta: \d+\.\d\d mV on average/);
  assert.match(html, /traces of 11, 12, 33 ms/);
  assert.match(html, /of 50\.00 % of the others/);
});

test("numbers that a network or a rule does not have, and values that do not fit, are refused before work starts", async () => {
  await refuses(
    train("no", "--network", "ring"),
    /--network: found "ring", expected a network: diehlCook2015, diehlCookV2/,
  );
  await refuses(
    train("no", "--network", "lmSnn", "--excitation", "3"),
    /--excitation: found this option with the network lmSnn.*expected it only with diehlCook2015/,
  );
  await refuses(
    train("no", "--network", "locallyConnected", "--neurons", "3"),
    /--neurons: found this option with the network locallyConnected/,
  );
  await refuses(train("no", "--filters", "3"), /--filters: found this option with the network diehlCook2015/);
  await refuses(
    train("no", "--rule", "powerLaw", "--tau-post", "3"),
    /--tau-post: found this option with the rule powerLaw.*only with triplet, prePost/,
  );
  await refuses(
    train("no", "--inhibition-probability", "1.5"),
    /--inhibition-probability: found 1\.5, expected a number from 0 to 1/,
  );
  await rejected(train("no", "--network", "lmSnn", "--neurons", "10"), /lmSnn, neurons: found 10, expected a square/);
  await rejected(train("no", "--network", "locallyConnected"), /found .*12/);
});

test.run();
