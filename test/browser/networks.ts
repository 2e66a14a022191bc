/** Networks that a page and Node.js run alike: the same text is imported by both. */
import type * as library from "../../src/browser.js";

type Library = typeof library;

/** What a run gave, as lists: the same from the same seed, bit for bit. */
export interface Result {
  readonly backend: string;
  readonly [what: string]: readonly number[] | string;
}

const bits = (values: Float32Array) => [...new Int32Array(values.buffer, values.byteOffset, values.length)];

export const networks = {
  /** Learns from five random pictures: Poisson input, traces, normalization, adaptive thresholds. */
  async diehlCook(api: Library): Promise<Result> {
    const { compile, diehlCook2015, ms } = api;
    const sim = await compile(diehlCook2015({ neurons: 30, pixels: 64 }), { dt: ms(0.5), seed: 11 });
    const counts: number[] = [];
    for (let k = 0; k < 5; k++) {
      const rates = Float32Array.from({ length: 64 }, (_, i) => ((i * 37 + k * 11) % 64) * 1.9);
      const shown = await sim.present({ input: rates }, { duration: ms(350), rest: ms(150), minSpikes: { exc: 5 } });
      counts.push(...shown.counts.exc);
    }
    const w = bits(await sim.state.inputToExc.w.read());
    const theta = bits(await sim.state.exc.theta.read());
    return { backend: sim.backend, counts, w, theta };
  },
  /** Sparse connections that are drawn, sorted and driven by noise. */
  async sparseNoise(api: Library): Promise<Result> {
    const { compile, connect, ms, mV, network, neuron, population, sparse, uniform } = api;
    const model = neuron({
      equations: { "dv/dt": "(vRest - v + g) / tau + sigma * sqrt(2 / tau) * xi", "dg/dt": "-g / tauG" },
      parameters: { vRest: mV(-50), tau: ms(20), tauG: ms(5), sigma: mV(4) },
      initial: { v: uniform(mV(-60), mV(-50)) },
      threshold: "v > -45 * mV",
      reset: { v: "-60 * mV" },
      refractory: ms(3),
    });
    const cells = population(200, model);
    const wires = connect(cells, cells, { to: "g", w: mV(1.5), delay: ms(1.5), pattern: sparse({ probability: 0.1 }) });
    const sim = await compile(network({ cells, wires }), { dt: ms(0.1), seed: 3 });
    const { spikes } = await sim.run(ms(200), { record: ["cells"] });
    return {
      backend: sim.backend,
      offsets: [...spikes.cells.offsets],
      indices: [...spikes.cells.indices],
      v: bits(await sim.state.cells.v.read()),
    };
  },
  /** Stiff equations with exponentials, on the interpreter too. */
  async hodgkinHuxley(api: Library): Promise<Result> {
    const { compile, hodgkinHuxley, ms, network, neuron, population, uA } = api;
    const parameters = { ...hodgkinHuxley.parameters, iDrive: uA(10) };
    const net = network({ cells: population(3, neuron({ ...hodgkinHuxley, parameters })) });
    const [fast, truth] = await Promise.all(
      (["wasm", "reference"] as const).map((backend) => compile(net, { dt: ms(0.02), backend })),
    );
    await fast.run(ms(20));
    await truth.run(ms(20));
    return {
      backend: fast.backend,
      fast: bits(await fast.state.cells.v.read()),
      truth: bits(await truth.state.cells.v.read()),
    };
  },
} as const;
