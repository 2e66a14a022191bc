/** Poisson inputs of 30 Hz, dense with normal weights onto as many leaky integrate-and-fire neurons: dense.ts NEURONS MS */
import { compile, connect, ms, mV, network, neuron, normal, poisson, population } from "../../src/index.js";
import { peakMB, report, sum, timed } from "./measure.js";

const [neurons, duration] = process.argv.slice(2).map(Number);
const cell = neuron({
  equations: { "dv/dt": "(vRest - v) / tauMem" },
  parameters: { vRest: mV(-65), tauMem: ms(100) },
  initial: { v: mV(-65) },
  threshold: "v >= -52 * mV",
  reset: { v: "vRest" },
});
const [input, cells] = [poisson(neurons), population(neurons, cell)];
const w = normal(mV(20 / 3 / neurons), mV(20 / neurons));
const net = network({ input, cells, wire: connect(input, cells, { to: "v", w }) });
const { value: sim, ms: build } = await timed(() => compile(net, { dt: ms(1), backend: "wasm", seed: 1 }));
const show = () => sim.present({ input: new Float32Array(neurons).fill(30) }, { duration: ms(duration) });
const first = await timed(show);
const warm = await timed(show);
report({ build, run: warm.ms, first: first.ms, memory: peakMB(), spikes: sum(first.value.counts.cells) });
