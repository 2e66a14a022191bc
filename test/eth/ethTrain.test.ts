import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EthConfig } from "../../src/eth/ethConfig.js";
import { compileEth } from "../../src/eth/ethNetwork.js";
import { ETH_NUMBER_NAMES, ETH_NUMBERS, type EthNumbers } from "../../src/eth/ethNumbers.js";
import { digitOrder } from "../../src/eth/ethOrder.js";
import { startTraining, train } from "../../src/eth/ethTrain.js";
import { idxDataset } from "../../src/index.js";
import { temporaryFolder, writeDigits } from "../cli/digits.js";

const EXAMPLES = 30;
const BATCH = 7;
const folder = temporaryFolder();
const digits = await idxDataset(writeDigits(join(folder, "digits"), { train: EXAMPLES, test: 1 }), "train");
const initial = Object.fromEntries(ETH_NUMBER_NAMES.map((name) => [name, ETH_NUMBERS[name].initial ?? EXAMPLES]));
const config: EthConfig = {
  ...(initial as unknown as EthNumbers),
  ...{ neurons: 10, rate: 120, passes: 2, batch: BATCH, updateInterval: 10, seed: 3 },
  ...{ backend: "wasm", constants: "paper", network: "diehlCook2015", rule: "triplet", order: "given", combine: "sum" },
  data: { source: "digits", rows: digits.rows, columns: digits.columns, classes: 10, sha256: "" },
};

/** Trains until digit `stopAt` is told of, and goes on from what was saved, until all is learned. */
async function trained(stopAt: number, settings = config) {
  const training = startTraining(settings);
  const saved: number[] = [];
  let sim = await compileEth(settings);
  while (training.trained < settings.examples * settings.passes) {
    const stop = new AbortController();
    await train(settings, sim, digits, training, {
      save: async ({ trained }) => {
        saved.push(trained);
        await sim.save(join(folder, "saved"));
      },
      saveEvery: 20,
      signal: stop.signal,
      onDigit: (done) => done === stopAt && stop.abort(),
    });
    sim.dispose();
    sim = await compileEth(settings);
    await sim.restore(join(folder, "saved"));
  }
  const state = [await sim.state.inputToExc.w.read(), await sim.state.exc.theta.read(), await sim.state.exc.v.read()];
  sim.dispose();
  const { vote, curve } = training;
  return { state, vote: vote.toJSON(), curve, presentations: sim.presentations, saved };
}

const whole = await trained(-1);

test("a batch ends where a pass ends, and states are saved between batches", () => {
  // Batches end at 7, 14, 21, 28, 30, 37, 44, 51, 58 and 60.
  assert.equal(whole.saved, [21, 44, 60]);
  assert.equal(whole.curve.examples, [10, 20, 30, 40, 50, 60]);
});

test("shuffled digits are each shown once in a pass, in another order for each pass and seed", () => {
  const shown = (pass: number, seed: number) => {
    const digitAt = digitOrder({ ...config, order: "shuffled", seed });
    return Array.from({ length: EXAMPLES }, (_, n) => digitAt(pass * EXAMPLES + n));
  };
  const orders = [shown(0, 3), shown(1, 3), shown(0, 4)];
  for (const order of orders)
    assert.equal(
      [...order].sort((a, b) => a - b),
      [...shown(0, 3).keys()],
    );
  assert.is(new Set(orders.map(String)).size, 3);
  assert.equal(shown(1, 3), orders[1]);
});

test("training that is stopped goes on with the same result, bit for bit, also shuffled or with thresholds that settle", async () => {
  for (const other of [{ order: "shuffled" }, { thetaFirst: 0.8, thetaSpikes: 10 }] as const) {
    const settings: EthConfig = { ...config, ...other };
    const { saved, ...expected } = await trained(-1, settings);
    assert.not.equal(expected.state[1], whole.state[1]);
    const { saved: _, ...result } = await trained(33, settings);
    assert.equal(result, expected);
  }
});

test("training that is stopped within a batch ends it, and goes on with the same result, bit for bit", async () => {
  for (const stopAt of [9, 29, 30, 33]) {
    const { saved, ...result } = await trained(stopAt);
    const { saved: _, ...expected } = whole;
    assert.equal(result, expected, `stopped at ${stopAt}`);
    const end = [14, 30, 37].find((n) => n >= stopAt) ?? Number.NaN;
    assert.ok(saved.includes(end), `stopped at ${stopAt}, saved at ${saved}`);
  }
});

test("batches, and what becomes of their changes, make other runs of it", async () => {
  const weights = async (settings: Partial<EthConfig>) => (await trained(-1, { ...config, ...settings })).state[0];
  const found = [whole.state[0], await weights({ batch: 1 }), await weights({ combine: "mean" })];
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ])
    assert.not.equal(found[a], found[b]);
  assert.equal(await weights({ batch: 1, combine: "mean" }), found[1]);
});

test.run();
