import { test } from "uvu";
import * as assert from "uvu/assert";
import { ms, shortTermDepression, shortTermPlasticity, synapse } from "../../src/index.js";
import { runSynapse } from "./simulate.js";

const train = (hertz: number, count: number) => Array.from({ length: count }, (_, k) => ((k + 1) * 1000) / hertz);

test("shortTermDepression: the first spike transmits w·U, the last of a long train the steady state", async () => {
  for (const hertz of [1, 5, 20, 100]) {
    const { transmitted, w } = await runSynapse(synapse(shortTermDepression), {
      pre: train(hertz, 60),
      post: [1],
      w: 3,
    });
    assert.ok(Math.abs(transmitted[0] - 1.5) < 1e-9);
    const q = Math.exp(-1000 / hertz / 800);
    const expected = (3 * 0.5 * (1 - q)) / (1 - 0.5 * q);
    assert.ok(Math.abs(transmitted[59] - expected) < 1e-9, `${hertz} Hz: ${transmitted[59]} for ${expected}`);
    assert.is(w, 3, "the weight itself does not change");
  }
});

test("shortTermDepression: at high rates the transmitted power is limited to w/tauRec, whatever the rate", async () => {
  for (const hertz of [200, 500]) {
    const { transmitted } = await runSynapse(synapse(shortTermDepression), {
      pre: train(hertz, 400),
      post: [1],
      w: 1,
      dt: 1,
    });
    const power = transmitted[399] * hertz;
    assert.ok(Math.abs(power - 1000 / 800) < 0.02, `${power} a second`);
  }
});

test("shortTermPlasticity: the steady state of u and x in closed form", async () => {
  for (const hertz of [1, 10, 50]) {
    const { transmitted } = await runSynapse(synapse(shortTermPlasticity), {
      pre: train(hertz, 400),
      post: [1],
      w: 2,
      dt: 1,
    });
    assert.ok(Math.abs(transmitted[0] - 2 * 0.2) < 1e-9);
    const T = 1000 / hertz;
    const u = 0.2 / (1 - 0.8 * Math.exp(-T / 1500));
    const q = Math.exp(-T / 200);
    const x = (1 - q) / (1 - (1 - u) * q);
    assert.ok(Math.abs(transmitted[399] - 2 * u * x) < 1e-9, `${hertz} Hz: ${transmitted[399]} for ${2 * u * x}`);
  }
});

test("shortTermPlasticity: slow recovery of u facilitates, slow recovery of x depresses", async () => {
  const pair = async (tauFacil: number, tauRec: number) => {
    const parameters = { ...shortTermPlasticity.parameters, tauFacil: ms(tauFacil), tauRec: ms(tauRec) };
    const model = synapse({ ...shortTermPlasticity, parameters });
    const { transmitted } = await runSynapse(model, { pre: [10, 30], post: [1], w: 1, dt: 1 });
    return transmitted[1] / transmitted[0];
  };
  // u⁺ = U + (1 − U)·U·e^{−T/tauFacil}; x = 1 − U·e^{−T/tauRec}.
  const ratio = (tauFacil: number, tauRec: number) =>
    (1 + 0.8 * Math.exp(-20 / tauFacil)) * (1 - 0.2 * Math.exp(-20 / tauRec));
  assert.ok(Math.abs((await pair(1500, 20)) - ratio(1500, 20)) < 1e-9 && ratio(1500, 20) > 1.5);
  assert.ok(Math.abs((await pair(1, 800)) - ratio(1, 800)) < 1e-9 && ratio(1, 800) < 0.9);
});

test.run();
