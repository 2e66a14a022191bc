/** A balanced network of delta synapses with one delay, after Brunel (2000), probability 0.1: brunel.ts NEURONS MS */
import { compile, connect, ms, mV, network, neuron, population, sparse, uniform } from "../../src/index.js";
import { peakMB, report, sum, timed } from "./measure.js";

const [neurons, duration] = process.argv.slice(2).map(Number);
const cell = neuron({
  equations: { "dv/dt": "(mu - v) / tau" },
  parameters: { mu: mV(30), tau: ms(20) },
  initial: { v: uniform(mV(0), mV(20)) },
  threshold: "v > 20 * mV",
  reset: { v: "10 * mV" },
});
const [exc, inh] = [population(neurons * 0.8, cell), population(neurons * 0.2, cell)];
const w = 0.1 * (12_500 / neurons);
const join = { to: "v", pattern: sparse({ probability: 0.1 }), delay: ms(1.5) } as const;
const net = network({
  exc,
  inh,
  ee: connect(exc, exc, { ...join, w: mV(w) }),
  ei: connect(exc, inh, { ...join, w: mV(w) }),
  ie: connect(inh, exc, { ...join, w: mV(-5 * w) }),
  ii: connect(inh, inh, { ...join, w: mV(-5 * w) }),
});
const { value: sim, ms: build } = await timed(() => compile(net, { dt: ms(0.1), backend: "wasm", seed: 1 }));
const { value, ms: run } = await timed(() => sim.run(ms(duration)));
report({ build, run, memory: peakMB(), spikes: sum(value.counts.exc) + sum(value.counts.inh) });
