import { test } from "uvu";
import * as assert from "uvu/assert";
import { potjansDiesmann2014 } from "../../src/index.js";
import { refused } from "../refused.js";
import { measureMicrocircuit, PAPER } from "./microcircuit.js";

test("potjansDiesmann2014: a tenth of the microcircuit fires irregularly, each population at the paper's rate within 30 % and 0.3 Hz", async () => {
  const { rates, variation } = await measureMicrocircuit(0.1, { duration: 800 });
  const text = PAPER.map(([name, paper], k) => `${name} ${rates[k].toFixed(2)} for ${paper}`).join(", ");
  for (const [k, [, paper]] of PAPER.entries()) assert.ok(Math.abs(rates[k] - paper) < 0.3 * paper + 0.3, text);
  // The paper's order: inhibitory neurons fire faster than the excitatory ones of their layer.
  for (let k = 0; k < 8; k += 2) assert.ok(rates[k] < rates[k + 1], text);
  assert.ok(variation > 0.6 && variation < 1.2, `CV ${variation}`);
});

test("potjansDiesmann2014: 77,169 neurons, and as many synapses onto a neuron as the paper's map says", () => {
  const net = potjansDiesmann2014({ scale: 1 });
  assert.is(
    PAPER.reduce((sum, [name]) => sum + net.parts[name].size, 0),
    77_169,
  );
  assert.is(Object.keys(net.parts).length, 8 + 55);
  const { pattern } = net.parts.l4ExcToL23Exc;
  assert.ok(typeof pattern === "object" && pattern.kind === "random");
  // Of 1 − e^{−K/(N M)} = 0.0437: 979 synapses from layer 4 onto an excitatory neuron of layer 2/3.
  assert.ok(Math.abs(pattern.probability * 21_915 - 979.3) < 0.1, `${pattern.probability * 21_915}`);
});

test("potjansDiesmann2014: a scale that does not fit is refused", () => {
  for (const scale of [0, 2, Number.NaN, "1"]) {
    refused(
      () => potjansDiesmann2014({ scale: scale as number }),
      /potjansDiesmann2014, scale: found .*expected a number from 0\.01 to 1/,
    );
  }
});

test.run();
