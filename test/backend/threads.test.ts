import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend, Executable, Presentation } from "../../src/backend/backend.js";
import { wasm, wasmBackend } from "../../src/backend/wasm/wasm.js";
import {
  BackendError,
  brette2007,
  brunel2000,
  compile,
  connect,
  convolution,
  diehlCook2015,
  diehlCookV2,
  InputError,
  lmSnn,
  ms,
  mV,
  type Network,
  network,
  neuron,
  population,
  potjansDiesmann2014,
  sparse,
  spikeSource,
  synapse,
  twoLayer,
  uniform,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { spikesIn } from "./agree.js";
import { conformance } from "./conformance.js";
import { Dice } from "./dice.js";
import { mechanisms } from "./mechanisms.js";
import { randomNetwork, randomTrain } from "./randomNetwork.js";
import { ownRules, programsOf } from "./synapticNetworks.js";

const cell = neuron({
  equations: { "dv/dt": "-v / tau" },
  parameters: { tau: ms(20) },
  initial: { v: uniform(mV(0), mV(10)) },
  threshold: "v > 10 * mV",
  reset: { v: "0" },
});

/** Presents the same to one thread and to several, and holds results and all of the state against each other, bit for bit. */
async function sameBits(
  program: Program,
  numbers: readonly number[],
  presentations: readonly Presentation[],
  what: string,
): Promise<number> {
  let spikes = 0;
  const one = await wasm.compile(program);
  const all: Executable[] = [];
  for (const threads of numbers) all.push(await wasm.compile(program, threads));
  for (const [i, presentation] of presentations.entries()) {
    const expected = await one.present(presentation);
    const state = await one.snapshot();
    spikes += spikesIn(expected.counts);
    for (const [n, run] of all.entries()) {
      const where = `${what}, presentation ${i}, ${numbers[n]} threads`;
      assert.equal(await run.present(presentation), expected, where);
      assert.equal(await run.snapshot(), state, where);
    }
  }
  for (const run of [one, ...all]) run.dispose();
  return spikes;
}

const shownTo = (
  { populations }: Program,
  steps: number,
  inputs: Presentation["inputs"],
  probes: Presentation["probes"] = [],
): Presentation[] => {
  const learn: Presentation = {
    ...{ steps, countSteps: Math.floor(steps / 2), learning: true, normalize: true, inputs, probes },
    recordSpikes: populations.map((p) => p.name),
  };
  return [learn, { ...learn, learning: false }, { ...learn, inputs: new Map(), steps: 30 }, learn];
};

test("random networks of every kind of part give the same bits on one, two, three and five threads", async () => {
  let spikes = 0;
  for (let seed = 0; seed < 16; seed++) {
    const { net, dt, steps, inputs } = randomNetwork(seed);
    const { program } = lower(net, { dt, seed, flush: 1e-12 });
    const probes = [
      { field: "cells0.v", every: 7, elements: Int32Array.of(0) },
      { field: "cells0.g", every: 35 },
    ];
    spikes += await sameBits(program, [2, 3, 5], shownTo(program, steps, inputs, probes), `seed ${seed}`);
  }
  assert.ok(spikes > 10_000, `${spikes} spikes`);
});

test("all that synapses can read, sum and change gives the same bits: neurons and synapses belong to several threads", async () => {
  const inputs = new Map([["input", randomTrain(new Dice(4), 100, 6)]]);
  const programs = [...programsOf(ownRules, [50, 70]), ...mechanisms(70)];
  for (const { what, program } of programs) {
    const spikes = await sameBits(program, [3], shownTo(program, 100, inputs), what);
    assert.ok(spikes > 50, `${what}: ${spikes} spikes`);
  }
});

test("populations of any number of blocks give the same bits: a spike to all wakes the own blocks and nothing else", async () => {
  for (const [blocks, threads] of [
    [24, 7],
    [56, 3],
    [56, 5],
    [120, 7],
  ]) {
    const [input, first, second] = [spikeSource(40), population(16 * blocks, cell), population(16 * blocks, cell)];
    const dense = connect(input, first, { to: "v", w: uniform(mV(0), mV(2)) });
    const wide = connect(first, second, { to: "v", w: mV(0.1), pattern: sparse({ probability: 0.1 }), delay: ms(1) });
    const { program } = lower(network({ input, first, second, wide, dense }), { dt: 0.5, seed: blocks });
    const inputs = new Map([["input", randomTrain(new Dice(4), 100, 6)]]);
    const spikes = await sameBits(program, [threads], shownTo(program, 100, inputs), `${blocks} blocks`);
    assert.ok(spikes > 100, `${spikes} spikes`);
  }
});

/** The backend on three threads, or on one where the network cannot be divided, in memory that reaches beyond 2 GiB. */
const high = wasmBackend(2 ** 31 - 4096);
const backend: Backend = {
  ...high,
  compile: (program) => high.compile(program, 3).catch(() => high.compile(program)),
};
conformance(test, { name: "wasm on three threads", backend, seeds: [0, 4], tolerance: 2e-4 });

const pairRule = synapse({
  equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
  parameters: { wMax: mV(2), tau: ms(20) },
  onPre: { w: "clip(w - wMax * 0.01 * xPost, 0 * mV, wMax)", xPre: "xPre + 1" },
  onPost: { w: "clip(w + wMax * 0.01 * xPre, 0 * mV, wMax)", xPost: "xPost + 1" },
});

/** Sources that spike at random onto cells through sparse synapses that learn, which inhibit others that are never stored. */
function sparseNetwork() {
  const [input, first, second] = [spikeSource(60), population(200, cell), population(150, cell)];
  const pattern = sparse({ probability: 0.1 });
  return network({
    ...{ input, first, second },
    wire: connect(input, first, { to: "v", w: uniform(mV(0), mV(2)), pattern, plasticity: pairRule, normalize: mV(8) }),
    late: connect(first, second, { to: "v", w: mV(0.9), pattern, delay: uniform(ms(0), ms(3)), plasticity: pairRule }),
    back: connect(second, first, { to: "v", w: mV(-0.3), pattern: sparse({ probability: 0.2, stored: false }) }),
  });
}

/** Large networks of the catalog, made small. */
const NETWORKS: Readonly<Record<string, () => Network>> = {
  diehlCook2015: () => diehlCook2015({ neurons: 100, pixels: 64, delay: uniform(ms(0), ms(10)) }),
  "diehlCook2015, sparse inhibition": () => diehlCook2015({ neurons: 80, pixels: 64, inhibitionProbability: 0.25 }),
  diehlCookV2: () => diehlCookV2({ neurons: 100, pixels: 64 }),
  lmSnn: () => lmSnn({ neurons: 100, pixels: 64 }),
  twoLayer: () => twoLayer({ neurons: 100, pixels: 64 }),
  COBA: () => brette2007({ neurons: 400 }),
  CUBA: () => brette2007({ benchmark: "CUBA", neurons: 400 }),
  brunel2000: () => brunel2000({ neurons: 500, synapses: 40, weight: 0.5 }),
  potjansDiesmann2014: () => potjansDiesmann2014({ scale: 0.01 }),
  "pair STDP on sparse synapses": sparseNetwork,
};

for (const [name, make] of Object.entries(NETWORKS)) {
  test(`${name} gives the same bits on two and five threads`, async () => {
    const net = make();
    const { program } = lower(net, { dt: 0.25, seed: 3, flush: 1e-12 });
    const dice = new Dice(1);
    const inputs = new Map(program.sources.map((source) => [source.name, randomTrain(dice, 400, source.size)]));
    const spikes = await sameBits(program, [2, 5], shownTo(program, 400, inputs), name);
    assert.ok(spikes > 100, `${spikes} spikes`);
  });
}

const input = (seed: number) => randomTrain(new Dice(seed), 200, 60);
const shown = { duration: ms(50) };

test("one thread and two save the same file; from it, and side by side, both go on alike", async () => {
  const folder = mkdtempSync(join(tmpdir(), "spiketensor-threads-"));
  const files = ["one", "two"].map((name) => join(folder, name));
  const options = { dt: ms(0.25), seed: 5, backend: "wasm" } as const;
  const sims = [await compile(sparseNetwork(), options), await compile(sparseNetwork(), { ...options, threads: 2 })];
  try {
    for (const [i, sim] of sims.entries()) {
      await sim.present({ input: input(1) }, shown);
      await sim.save(files[i]);
    }
    assert.equal(readFileSync(files[1]), readFileSync(files[0]));
    await sims[1].present({ input: input(2) }, shown);
    await sims[1].restore(files[0]);
    const images = [2, 3].map((seed) => ({ input: input(seed) }));
    const [one, two] = await Promise.all(
      sims.map(async (sim) => ({
        next: await sim.present({ input: input(4) }, { ...shown, record: ["first", "second"] }),
        frozen: await sim.evaluate(images, shown),
        learned: await sim.learnBatch(images, shown),
        last: await sim.present({}, shown),
      })),
    );
    assert.equal(two, one);
    assert.ok(spikesIn(new Map(Object.entries(one.next.counts))) > 100, "no spikes");
  } finally {
    for (const sim of sims) sim.dispose();
    rmSync(folder, { recursive: true });
  }
});

test("a thread that is ended from outside during a presentation fails the presentation, and does not hang it", async () => {
  const workers: Worker[] = [];
  process.on("worker", (worker: Worker) => workers.push(worker));
  const { program } = lower(sparseNetwork(), { dt: 0.25, seed: 3, flush: 1e-12 });
  const run = await wasm.compile(program, 3);
  const [presentation] = shownTo(program, 400, new Map());
  await run.present(presentation);
  // The presentation begins before the thread has ended: both wait for each other.
  void workers[1].terminate();
  for (let again = 0; again < 2; again++) {
    const error = await run.present(presentation).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.instance(error, BackendError);
    assert.match(String(error), "threads: a thread has failed: it has ended. Compile the network again");
  }
  run.dispose();
});

test("networks side by side have threads each, and the results of one", async () => {
  const run = async (threads: number) => {
    const many = await compile(sparseNetwork(), { dt: ms(0.25), seeds: [1, 2], backend: "wasm", threads });
    const results = await many.present([{ input: input(1) }, { input: input(2) }], shown);
    many.dispose();
    return results;
  };
  assert.equal(await run(2), await run(1));
});

const fails = async (work: Promise<unknown>, Problem: new (message: string) => Error, text: RegExp) => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.instance(error, Problem);
  assert.match((error as Error).message, text);
};

test("a number of threads that makes no sense, and a backend that has one, are refused", async () => {
  const net = sparseNetwork();
  for (const threads of [0, 1.5, Number.NaN, -2, 65, "2"]) {
    const work = compile(net, { dt: ms(0.25), threads: threads as number });
    await fails(work, InputError, /^compile, threads: found .*, expected a whole number from 1 to 64\.$/);
  }
  for (const backend of ["reference", "tensor"] as const) {
    const text = new RegExp(
      `^compile, threads: found 2, but the backend "${backend}" runs a network on a single thread .* "wasm"`,
    );
    await fails(compile(net, { dt: ms(0.25), backend, threads: 2 }), BackendError, text);
  }
});

test("auto takes wasm where there are several threads, and says so", async () => {
  const sim = await compile(sparseNetwork(), { dt: ms(0.25), threads: 2 });
  assert.is(sim.backendReason, "wasm: shares a network among 2 threads");
  sim.dispose();
});

test("a network of which no population can be divided is refused, with the reason", async () => {
  const pattern = convolution({ input: [6, 6, 1], filters: 2, size: 3 });
  const [pixels, maps] = [spikeSource(36), population(pattern.window.output, cell)];
  const net = network({ pixels, maps, filters: connect(pixels, maps, { to: "v", w: mV(1), pattern }) });
  const text =
    /found 2, but no population can be divided among threads: "filters" is a convolution\. Leave threads out\./;
  await fails(compile(net, { dt: ms(0.25), threads: 2 }), BackendError, text);
});

test("once disposed of, nothing runs any more; threads do not keep a process alive", async () => {
  const program = lower(sparseNetwork(), { dt: 0.25, seed: 3, flush: 1e-12 }).program;
  const run = await wasm.compile(program, 2);
  run.dispose();
  await fails(run.present(shownTo(program, 10, new Map())[0]), BackendError, /disposed of/);
  await fails(run.fork(1, false), BackendError, /disposed of/);
  const script = `
    import { brette2007, compile, ms } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)};
    const sim = await compile(brette2007({ neurons: 400 }), { dt: ms(0.1), threads: 3 });
    const { counts } = await sim.run(ms(20));
    console.log(counts.exc.length);`;
  const child = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, child, { timeout: 120_000 });
  assert.is(stdout.trim(), "320");
});

test.run();
