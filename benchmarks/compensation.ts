/**
 * What a compensation costs: the same models with a time constant, or an increment, on either side of the limit from
 * which on the compiler keeps what 32 bits leave over.
 *
 *   npx tsx benchmarks/compensation.ts
 */
import {
  compile,
  connect,
  ms,
  type Network,
  network,
  neuron,
  population,
  spikeSource,
  spikeTrain,
  synapse,
} from "../src/index.js";
import type { Parts } from "../src/simulate/presentation.js";

const NEURONS = 10_000;
const STEPS = 2_000;

const relaxing = (tau: number) => {
  const model = neuron({
    equations: { "dx/dt": "(v - x) / tau", "dv/dt": "-v / (20 * ms)" },
    parameters: { tau: ms(tau) },
    initial: { x: 0.5, v: 1 },
  });
  return network({ cells: population(NEURONS, model) });
};

const learning = (increment: number) => {
  const cell = neuron({ equations: { "dg/dt": "-g / (5 * ms)" } });
  const rule = synapse({ parameters: { increment }, onPre: { w: "clip(w + increment, 0, 1)" } });
  const [input, cells] = [spikeSource(10), population(1000, cell)];
  return network({ input, cells, wire: connect(input, cells, { to: "g", w: 0.5, plasticity: rule }) });
};

async function measure(net: Network<Parts>): Promise<number> {
  const sim = await compile(net, { dt: ms(1), backend: "wasm" });
  const spikes = Array.from({ length: 10 * STEPS }, (_, i) => ({ step: Math.floor(i / 10), neuron: i % 10 }));
  const input = "input" in net.parts ? { input: spikeTrain(spikes, { steps: STEPS, neurons: 10 }) } : {};
  const times: number[] = [];
  for (let run = 0; run < 7; run++) {
    const begun = performance.now();
    await sim.present(input as never, { duration: ms(STEPS) });
    times.push((performance.now() - begun) / STEPS);
  }
  sim.dispose();
  return times.sort((a, b) => a - b)[3] * 1000;
}

for (const [what, plain, kept] of [
  [`${NEURONS} neurons that relax to another variable`, relaxing(4000), relaxing(4200)],
  ["10 spikes at 10,000 plastic synapses", learning(6.2e-5), learning(6e-5)],
] as const) {
  const [a, b] = [await measure(plain as never), await measure(kept as never)];
  console.log(
    `${what}: ${a.toFixed(1)} µs a step without, ${b.toFixed(1)} µs with a compensation (× ${(b / a).toFixed(2)})`,
  );
}
