/** COBA, benchmark 1 of Brette et al. (2007), with 80 inputs a neuron: coba.ts NEURONS MS */
import {
  compile,
  conductanceLif,
  connect,
  ms,
  mV,
  network,
  neuron,
  normal,
  nS,
  population,
  sparse,
} from "../../src/index.js";
import { peakMB, report, sum, timed } from "./measure.js";

const [neurons, duration] = process.argv.slice(2).map(Number);
const cell = neuron({
  ...conductanceLif,
  initial: { v: normal(mV(-65), mV(5)), gExc: normal(nS(40), nS(15)), gInh: normal(nS(200), nS(120)) },
});
const [exc, inh] = [population(neurons * 0.8, cell), population(neurons * 0.2, cell)];
const pattern = sparse({ probability: 80 / neurons });
const net = network({
  exc,
  inh,
  ee: connect(exc, exc, { to: "gExc", w: nS(6), pattern }),
  ei: connect(exc, inh, { to: "gExc", w: nS(6), pattern }),
  ie: connect(inh, exc, { to: "gInh", w: nS(67), pattern }),
  ii: connect(inh, inh, { to: "gInh", w: nS(67), pattern }),
});
const { value: sim, ms: build } = await timed(() => compile(net, { dt: ms(0.1), backend: "wasm", seed: 1 }));
const { value, ms: run } = await timed(() => sim.run(ms(duration)));
report({ build, run, memory: peakMB(), spikes: sum(value.counts.exc) + sum(value.counts.inh) });
