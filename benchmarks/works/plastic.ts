/** Poisson inputs of 15 Hz onto as many neurons through sparse synapses with pair STDP: plastic.ts NEURONS MS */
import {
  compile,
  connect,
  ms,
  mV,
  network,
  neuron,
  poisson,
  population,
  sparse,
  synapse,
  uniform,
} from "../../src/index.js";
import { peakMB, report, sum, timed } from "./measure.js";

const [neurons, duration] = process.argv.slice(2).map(Number);
const probability = 0.1;
const cell = neuron({
  equations: { "dv/dt": "-v / tau" },
  parameters: { tau: ms(20) },
  initial: { v: uniform(mV(0), mV(10)) },
  threshold: "v > 10 * mV",
  reset: { v: "0" },
});
// At the mean weight, the mean potential would be 12 mV without a threshold.
const wMax = 2 * (12 / (neurons * probability * 0.015 * 20));
const rule = synapse({
  equations: { "dxPre/dt": "-xPre / tauPre", "dxPost/dt": "-xPost / tauPost" },
  parameters: { wMax: mV(wMax), up: 0.005, down: 0.00525, tauPre: ms(20), tauPost: ms(20) },
  onPre: { w: "clip(w - wMax * down * xPost, 0 * mV, wMax)", xPre: "xPre + 1" },
  onPost: { w: "clip(w + wMax * up * xPre, 0 * mV, wMax)", xPost: "xPost + 1" },
});
const [input, cells] = [poisson(neurons), population(neurons, cell)];
const options = { w: uniform(mV(0), mV(wMax)), pattern: sparse({ probability }), plasticity: rule };
const net = network({ input, cells, wire: connect(input, cells, { to: "v", ...options }) });
const { value: sim, ms: build } = await timed(() => compile(net, { dt: ms(0.1), backend: "wasm", seed: 1 }));
const { value, ms: run } = await timed(() =>
  sim.present({ input: new Float32Array(neurons).fill(15) }, { duration: ms(duration) }),
);
report({ build, run, memory: peakMB(), spikes: sum(value.counts.cells) });
