import { test } from "uvu";
import * as assert from "uvu/assert";
import { brunel2000 } from "../../src/index.js";
import { refused } from "../refused.js";
import { measureBrunel, PUBLISHED } from "./brunel.js";

// Half the neurons, with as many synapses each; a second of each regime at full size: benchmarks/brunel.ts.
const SHORT = { neurons: 6250, duration: 300 };

test("brunel2000, fast and slow oscillation: irregular neurons at the paper's rate within 15 %, a population at its frequency within 15 and 30 % (figure 8B, D)", async () => {
  for (const [regime, duration, share] of [
    ["fast oscillation", 300, 0.15],
    ["slow oscillation", 500, 0.3],
  ] as const) {
    const { rate = 0, frequency = 0 } = PUBLISHED[regime];
    const found = await measureBrunel(regime, { ...SHORT, duration });
    assert.ok(Math.abs(found.rate / rate - 1) < 0.15, `${regime}: ${found.rate} Hz`);
    assert.ok(Math.abs(found.frequency / frequency - 1) < share, `${regime}: ${found.frequency} Hz`);
    assert.ok(found.together > 1, `${regime}: ${found.together}`);
    assert.ok(found.variation > 0.4 && found.rate < frequency, `${regime}: CV ${found.variation}`);
  }
});

test("brunel2000, asynchronous irregular: the paper's 37.7 Hz within 10 %, a steady population (figure 8C)", async () => {
  const found = await measureBrunel("asynchronous irregular", SHORT);
  const { rate = 0 } = PUBLISHED["asynchronous irregular"];
  assert.ok(Math.abs(found.rate / rate - 1) < 0.1, `${found.rate} Hz`);
  assert.ok(found.together < 1 && found.variation > 0.3, `${found.together}, CV ${found.variation}`);
});

test("brunel2000, synchronous regular: intervals hardly vary, and the population fires in volleys (figure 8A)", async () => {
  const found = await measureBrunel("synchronous regular", { ...SHORT, neurons: 2500 });
  assert.ok(found.variation < 0.05, `CV ${found.variation}`);
  assert.ok(found.together > 1 && found.rate > 200, `${found.together}, ${found.rate} Hz`);
});

test("brunel2000: without recurrent spikes, a neuron's membrane has the mean mu and the variance weight·mu/2 of shot noise", () => {
  const { constants } = brunel2000({ eta: 0.5, neurons: 50, synapses: 40 }).parts.exc.model;
  const [mu, sigma] = [constants.get("mu"), constants.get("sigma")];
  // 0.1 mV steps at the rate mu/(0.1 mV · 20 ms) have the variance rate · (0.1 mV)² · 20 ms / 2.
  assert.is(mu, 10);
  assert.ok(Math.abs((sigma as number) ** 2 / 2 - (10 / 0.1 / 20) * 0.01 * 10) < 1e-12, `${sigma}`);
});

test("brunel2000: what does not fit is refused, with the place", () => {
  const refuses = (options: unknown, text: RegExp) => refused(() => brunel2000(options as never), text);
  refuses({ neurons: 12 }, /brunel2000, neurons: found 12, expected a multiple of 5/);
  refuses({ neurons: 100, synapses: 84 }, /brunel2000, synapses: found 84, expected a multiple of 4 from 4 to 80/);
  refuses({ neurons: Number.NaN }, /brunel2000, neurons: found NaN, expected a multiple of 5 from 5/);
  refuses({ synapses: 10 }, /brunel2000, synapses: found 10, expected a multiple of 4/);
  refuses({ regime: "slow" }, /brunel2000, regime: found "slow", expected a regime: synchronous regular/);
});

test.run();
