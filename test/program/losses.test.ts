import { test } from "uvu";
import * as assert from "uvu/assert";
import { connect, ms, mV, network, neuron, population, type Quantity, spikeSource } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";

/** What is compensated where spikes add `w` mV to v: v itself, and the sum of what arrives. */
function compensated(equation: string, tau: Quantity<"time">, w: number): { ofV: boolean; ofInput: boolean } {
  const model = neuron({
    equations: { "dv/dt": equation },
    parameters: { rest: mV(30), tau },
    initial: { v: mV(10) },
    threshold: "v > 20 * mV",
    reset: { v: "10 * mV" },
  });
  const [input, cells] = [spikeSource(10), population(10, model)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "v", w: mV(w) }) });
  const { program } = lower(net, { dt: 0.1, seed: 0 });
  const [{ transmit }] = program.learning.projections;
  return {
    ofV: program.fields.has("cells.v.compensation"),
    ofInput: transmit[0].compensation !== undefined,
  };
}

test("a quick relaxation reaches its target exactly, and forgets the rounding of what is added", () => {
  assert.equal(compensated("(rest - v) / tau", ms(20), 0.1), { ofV: true, ofInput: false });
});

test("what is tiny, or added to a slow variable, is added without loss", () => {
  assert.equal(compensated("(rest - v) / tau", ms(20), 1e-4), { ofV: true, ofInput: true });
  assert.equal(compensated("(rest - v) / tau", ms(1e6), 0.1), { ofV: true, ofInput: true });
});

test("a quick decay to 0 needs nothing", () => {
  assert.equal(compensated("-v / tau", ms(20), 0.1), { ofV: false, ofInput: false });
});

test.run();
