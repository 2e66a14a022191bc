/**
 * One network on one thread and on several, by turns in one process: prints how long a presentation takes on each, the
 * fastest one and the median, and how many times as fast several threads are.
 *
 *   node --import tsx benchmarks/threads.ts [--threads 2] [--rounds 60] [--only eth-6400,coba-40000]
 *
 * What else runs disturbs several threads more than one, as each step waits for the last of them: where the fastest and the
 * median differ much, the machine was not free.
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import {
  brette2007,
  brunel2000,
  compile,
  connect,
  diehlCook2015,
  Hz,
  mnist,
  ms,
  type Network,
  network,
  neuron,
  pairStdp,
  poisson,
  population,
  potjansDiesmann2014,
  ratesOf,
  type Simulation,
  sparse,
  synapse,
  uniform,
} from "../src/index.js";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "60" },
    only: { type: "string" },
  },
});
const [threads, rounds] = [Number(values.threads), Number(values.rounds)];

interface Work {
  readonly what: string;
  readonly net: () => Network;
  /** In ms. */
  readonly dt: number;
  /** Shows something in a round. */
  readonly present: (sim: Simulation, round: number) => Promise<unknown>;
}

const digits = await mnist("train", { limit: 100 });
const eth = (neurons: number): Work => ({
  what: `Diehl & Cook (2015), ${neurons.toLocaleString("en")} neurons, learning a digit`,
  net: () => diehlCook2015({ neurons }),
  dt: 0.5,
  present: (sim, round) => {
    const input = ratesOf(digits.image(round % digits.size), { maximum: Hz(63.75) });
    return sim.present({ input }, { duration: ms(350), rest: ms(150) });
  },
});
const running = (what: string, net: () => Network, dt: number, duration: number): Work => ({
  ...{ what: `${what}, ${duration} ms`, net, dt },
  present: (sim) => sim.run(ms(duration)),
});

/** Poisson inputs of 15 Hz onto as many neurons by a million synapses that learn. */
function plastic(): Work {
  const neurons = 3162;
  const cell = neuron({
    equations: { "dv/dt": "-v / tau" },
    parameters: { tau: ms(20) },
    initial: { v: uniform(0, 1) },
    threshold: "v > 1",
    reset: { v: "0" },
  });
  // At the mean weight, the mean of v would be 1.2 without a threshold.
  const wMax = 2 * (1.2 / (neurons * 0.1 * 0.015 * 20));
  const plasticity = synapse({ ...pairStdp, parameters: { ...pairStdp.parameters, wMax } });
  const [input, cells] = [poisson(neurons), population(neurons, cell)];
  const pattern = sparse({ probability: 0.1 });
  const wire = connect(input, cells, { to: "v", w: uniform(0, wMax), pattern, plasticity });
  return {
    what: "pair STDP on a million sparse synapses, 50 ms",
    net: () => network({ input, cells, wire }),
    dt: 0.1,
    present: (sim) => sim.present({ input: new Float32Array(neurons).fill(15) }, { duration: ms(50) }),
  };
}

const works: Readonly<Record<string, Work>> = {
  "eth-1600": eth(1600),
  "eth-6400": eth(6400),
  "coba-4000": running("COBA (Brette et al. 2007), 4,000 neurons", () => brette2007(), 0.1, 50),
  "coba-40000": running("COBA (Brette et al. 2007), 40,000 neurons", () => brette2007({ neurons: 40_000 }), 0.1, 20),
  "brunel-12500": running("Brunel (2000), 12,500 neurons", () => brunel2000(), 0.1, 20),
  "microcircuit-7716": running("Potjans & Diesmann (2014), scale 0.1", () => potjansDiesmann2014(), 0.1, 20),
  "plastic-3162": plastic(),
};

const at = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))];
const number = (time: number) => time.toPrecision(3);

console.log(
  `${cpus()[0].model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the start; Node.js ` +
    `${process.versions.node}; ${rounds} rounds\n\n` +
    `| work | 1 thread, fastest, ms | ${threads} threads | ratio | 1 thread, median, ms | ${threads} threads | ratio |\n` +
    `|${" --- |".repeat(7)}`,
);
for (const [name, { what, net, dt, present }] of Object.entries(works)) {
  if (values.only?.split(",").includes(name) === false) continue;
  const sims: Simulation[] = [];
  for (const count of [1, threads]) {
    sims.push(await compile(net(), { dt: ms(dt), backend: "wasm", seed: 1, threads: count }));
  }
  const times: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [i, sim] of sims.entries()) {
      const start = performance.now();
      await present(sim, round);
      // The first rounds are for the engine's compiler.
      if (round >= rounds / 4) times[i].push(performance.now() - start);
    }
  }
  const cells = [0, 0.5].flatMap((share) => {
    const [one, many] = times.map((list) => at(list, share));
    return [number(one), number(many), (one / many).toFixed(2)];
  });
  console.log(`| ${[what, ...cells].join(" | ")} |`);
  for (const sim of sims) sim.dispose();
}
