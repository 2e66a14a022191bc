/**
 * Checks and measures the backend `cuda` in one call, on a machine with an NVIDIA GPU:
 *
 *   node --import tsx benchmarks/gpu.ts [--neurons 100,400,1600,6400] [--digits 200] [--batch 16] [--together 528]
 *        [--seeds 24] [--data FOLDER] [--driver PATH] [--nvrtc PATH] [--device 0]
 *
 * First agreement with the reference on random networks, in every shape that the device takes; then the network of
 * Diehl & Cook (2015) on MNIST: the time to compile, and digits per second in training, one after the other and in
 * minibatches, and in testing, side by side, beside the backend `wasm` on this machine's processor. The table comes last,
 * and beneath it the size from which `cuda` trains faster: what MANY in src/simulate/backends.ts should be. FOLDER holds
 * images in MNIST's form; by default MNIST is downloaded. Exit code 1: some network disagrees. Without a GPU it says what it
 * skips, and the exit code is 0.
 */
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Executable, Presentation, PresentationResult } from "../src/backend/backend.js";
import { type CudaExecutable, cudaBackend } from "../src/backend/cuda/cuda.js";
import type { Shape } from "../src/backend/cuda/source/shape.js";
import { reference } from "../src/backend/reference/reference.js";
import { wasm } from "../src/backend/wasm/wasm.js";
import { listDevices } from "../src/cuda/device.js";
import { openDriver } from "../src/cuda/open.js";
import { PoissonEncoder } from "../src/encode/poisson.js";
import { poissonKernel } from "../src/encode/poissonKernel.js";
import { poissonTrain } from "../src/encode/poissonTrain.js";
import { compile, diehlCook2015, Hz, idxDataset, mnist, ms, ratesOf } from "../src/index.js";
import { lower } from "../src/program/lower.js";
import { MANY, numbersOf } from "../src/simulate/backends.js";
import { firstDifference, isChaotic } from "../test/backend/agree.js";
import { randomNetwork } from "../test/backend/randomNetwork.js";
import { crossover } from "./crossover.js";

const { values: options } = parseArgs({
  options: {
    neurons: { type: "string", default: "100,400,1600,6400" },
    digits: { type: "string", default: "200" },
    batch: { type: "string", default: "16" },
    together: { type: "string", default: "528" },
    seeds: { type: "string", default: "24" },
    data: { type: "string" },
    driver: { type: "string" },
    nvrtc: { type: "string" },
    device: { type: "string", default: "0" },
  },
});
const [digits, batch, together, seeds] = [options.digits, options.batch, options.together, options.seeds].map(Number);
const sizes = options.neurons.split(",").map(Number);
const cudaOptions = { driver: options.driver, nvrtc: options.nvrtc, device: Number(options.device) };

const DT = 0.5;
const SHOWN = 700;
const STEPS = 1000;
const RATES = { maximum: Hz(63.75) };
const TOLERANCE = 2e-4;

/** Every shape on the device gives the reference's spikes and values. */
async function checkAgreement(shapes: readonly (Shape | undefined)[]): Promise<string[]> {
  const lines: string[] = [];
  let [agree, chaotic] = [0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const shape = shapes[seed % shapes.length];
    const { net, dt, steps, inputs } = randomNetwork(seed);
    const { program } = lower(net, { dt, seed, flush: 1e-12 });
    const learn: Presentation = {
      ...{
        steps,
        normalize: true,
        countSteps: steps,
        learning: true,
        inputs,
        probes: [{ field: "cells0.v", every: 20 }],
      },
      recordSpikes: program.populations.map((p) => p.name),
    };
    const presentations = [learn, { ...learn, learning: false }, learn];
    const run = await cudaBackend({ ...cudaOptions, shape }).compile(program);
    const difference = await firstDifference(program, run, await reference.compile(program), presentations, TOLERANCE);
    run.dispose();
    if (difference === undefined) agree++;
    else if (await isChaotic(program, reference, presentations, TOLERANCE)) chaotic++;
    else lines.push(`DISAGREES: random network ${seed}, ${shape?.barrier ?? "chosen shape"}: ${difference}`);
  }
  return [...lines, `agreement: ${agree} of ${seeds} random networks, ${chaotic} too chaotic to compare`];
}

interface Row {
  readonly neurons: number;
  /** Of state. */
  readonly numbers: number;
  readonly where: string;
  /** In ms. */
  readonly compiled: number;
  /** Digits per second. */
  readonly train: number;
  readonly batch?: number;
  readonly test?: number;
  readonly split: string;
}

/** Milliseconds of the parts of a presentation, on average. */
class Split {
  private readonly sums = new Map<string, number>();

  add(part: string, ms: number): void {
    this.sums.set(part, (this.sums.get(part) ?? 0) + ms);
  }

  toString(): string {
    return [...this.sums].map(([part, ms]) => `${part} ${(ms / digits).toFixed(3)}`).join(", ");
  }
}

const limit = Math.max(digits, batch, together);
const { images } = await (options.data ? idxDataset(options.data, "train", { limit }) : mnist("train", { limit }));
const pixelsOf = (digit: number) => images.subarray(784 * digit, 784 * (digit + 1));

async function measure(neurons: number, where: "cuda" | "wasm"): Promise<Row> {
  const { program } = lower(diehlCook2015({ neurons }), { dt: DT, seed: 1, flush: 1e-12 });
  const beforeCompile = performance.now();
  const gpu: CudaExecutable | undefined =
    where === "cuda" ? await cudaBackend(cudaOptions).compile(program) : undefined;
  const run: Executable = gpu ?? (await wasm.compile(program));
  const compiled = performance.now() - beforeCompile;
  const encoder = new PoissonEncoder({ neurons: 784, steps: SHOWN, dt: DT, seed: 1, stream: 1 }, poissonKernel());
  const split = new Split();
  const present = (digit: number, learning: boolean): Presentation => {
    const begun = performance.now();
    const train = poissonTrain(784, [encoder.segment(ratesOf(pixelsOf(digit), RATES), digit)]);
    if (learning) split.add("rates", performance.now() - begun);
    return {
      ...{ steps: STEPS, normalize: true, countSteps: SHOWN, learning, recordSpikes: [], probes: [] },
      inputs: new Map([["input", train]]),
    };
  };

  await run.present(present(0, true)); // Not measured: what happens once.
  const begun = performance.now();
  // The rates of the next digit are made while the device runs this one.
  let running: Promise<PresentationResult> | undefined;
  for (let digit = 0; digit < digits; digit++) {
    const next = present(digit, true);
    await running;
    if (gpu && running) addTiming(split, gpu);
    running = run.present(next);
  }
  await running;
  if (gpu) addTiming(split, gpu);
  const train = (1000 * digits) / (performance.now() - begun);

  let test: number | undefined;
  if (gpu) {
    const frozen = Array.from({ length: together }, (_, digit) => present(digit, false));
    await sideBySide(gpu, frozen);
    const start = performance.now();
    await sideBySide(gpu, frozen);
    test = (1000 * together) / (performance.now() - start);
  }
  run.dispose();
  return {
    neurons,
    numbers: numbersOf(program),
    compiled,
    batch: gpu && (await trainInBatches(neurons)),
    where: gpu ? `cuda, ${gpu.shape.barrier} of ${gpu.shape.blocks} × ${gpu.shape.threads}` : "wasm",
    train,
    test,
    split: split.toString(),
  };
}

async function sideBySide(run: Executable, presentations: readonly Presentation[]): Promise<void> {
  const fork = await run.fork(presentations.length, false);
  await fork.present(presentations, [...presentations.keys()]);
  await fork.dispose();
}

/** Digits per second in minibatches: each shown to a copy of the network, whose changes are added up. */
async function trainInBatches(neurons: number): Promise<number> {
  const backend = cudaBackend(cudaOptions);
  const sim = await compile(diehlCook2015({ neurons }), { dt: ms(DT), backend, seed: 1 });
  const inputs = Array.from({ length: batch }, (_, digit) => ({ input: ratesOf(pixelsOf(digit), RATES) }));
  const learn = () => sim.learnBatch(inputs, { duration: ms(SHOWN * DT), rest: ms((STEPS - SHOWN) * DT) });
  await learn(); // Not measured: what happens once.
  const rounds = Math.max(1, Math.round(digits / batch));
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) await learn();
  const rate = (1000 * rounds * batch) / (performance.now() - begun);
  sim.dispose();
  return rate;
}

function addTiming(split: Split, { timing }: CudaExecutable): void {
  split.add("hand over", timing.encode);
  split.add("copy and draw", timing.copyIn + timing.copyOut);
  split.add("kernel", timing.kernel);
}

function printTable(rows: readonly Row[]): void {
  const cells = [
    [
      "neurons",
      "backend",
      "compile, ms",
      "train, digits/s",
      "µs/step",
      `batch of ${batch}, digits/s`,
      "test, digits/s",
    ],
    ...rows.map(({ neurons, where, compiled, train, batch, test }) => [
      ...[String(neurons), where, compiled.toFixed(0), train.toFixed(1), (1e6 / train / STEPS).toFixed(2)],
      ...[batch?.toFixed(1) ?? "–", test?.toFixed(0) ?? "–"],
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}

/** What `auto` should take for the boundary between the two backends, from the training of each size on both. */
function printCrossover(rows: readonly Row[]): void {
  const compared = sizes.flatMap((neurons) => {
    const [gpu, cpu] = [true, false].map((isGpu) =>
      rows.find((r) => r.neurons === neurons && r.where.startsWith("cuda") === isGpu),
    );
    return gpu && cpu ? [{ numbers: gpu.numbers, ratio: gpu.train / cpu.train }] : [];
  });
  if (compared.length === 0) return;
  const known = compared.map(({ numbers, ratio }) => `${ratio.toFixed(2)} at ${numbers.toLocaleString("en-US")}`);
  console.log(`training, cuda over wasm, by numbers of state: ${known.join(", ")}`);
  const from = crossover(compared);
  const found =
    from === undefined
      ? `more than ${Math.max(...compared.map((c) => c.numbers)).toLocaleString("en-US")}`
      : from === 0
        ? `fewer than ${Math.min(...compared.map((c) => c.numbers)).toLocaleString("en-US")}`
        : from.toLocaleString("en-US");
  console.log(
    `cuda trains faster from ${found} numbers of state on; MANY in src/simulate/backends.ts is ${MANY.toLocaleString("en-US")}`,
  );
}

const missing = await cudaBackend(cudaOptions).unavailable();
const rows: Row[] = [];
if (missing !== undefined) {
  console.log(`skipped: agreement with the reference on the GPU: ${missing}`);
  console.log(`skipped: training and testing on the GPU: ${missing}`);
} else {
  const facts = listDevices(openDriver(cudaOptions))[cudaOptions.device];
  console.log(
    `device: ${facts.name}, compute capability ${facts.architecture / 10}, ${facts.multiprocessors} multiprocessors`,
  );
  const shapes: (Shape | undefined)[] = [
    undefined,
    { barrier: "block", blocks: 1, threads: 64 },
    { barrier: "grid", blocks: 3, threads: 32 },
    ...(facts.clusters ? [{ barrier: "cluster", blocks: 4, threads: 32 } as const] : []),
  ];
  const lines = await checkAgreement(shapes);
  for (const line of lines) console.log(line);
  if (lines.length > 1) process.exitCode = 1;
  for (const neurons of sizes) rows.push(await measure(neurons, "cuda"));
}
console.log(
  `processor: ${cpus()[0]?.model}, ${availableParallelism()} threads; digits: ${digits}, side by side: ${together}`,
);
for (const neurons of sizes) rows.push(await measure(neurons, "wasm"));
rows.sort((a, b) => a.neurons - b.neurons);
for (const { neurons, where, split } of rows) console.log(`${neurons}, ${where}: ms for each training digit: ${split}`);
printTable(rows);
printCrossover(rows);
