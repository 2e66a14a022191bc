/**
 * TensorFlow.js's backend `cuda` beside its `wasm`: agreement of random networks on the tensor backend with the
 * reference, then the time of products of matrices and of convolutions, and of a step of the tensor backend.
 *
 *   node --import tsx benchmarks/tfjsCuda.ts [--size 2048] [--seeds 12] [--neurons 400,6400] [--driver PATH] [--nvrtc PATH]
 *   node --import tsx benchmarks/tfjsCuda.ts --stand-ins
 *
 * With `--stand-ins`, on a machine without a GPU, kernels do nothing, and only a step of the tensor backend is measured:
 * what it asks the driver for, and the time of the processor that it takes. The network is that of Diehl & Cook (2015)
 * with 784 inputs, of which every seventh fires at 60 Hz, while it learns.
 *
 * Times are medians of five rounds, with the result's last value read, in ms. Exit code 1: a network disagrees, or a
 * product is wrong.
 */
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import type { Presentation } from "../src/backend/backend.js";
import { reference } from "../src/backend/reference/reference.js";
import { tensor } from "../src/backend/tensor/tensor.js";
import { compile, diehlCook2015, ms, useTfjs } from "../src/index.js";
import { lower } from "../src/program/lower.js";
import { registerCuda } from "../src/tfjs/cuda/register.js";
import { firstDifference, isChaotic } from "../test/backend/agree.js";
import { randomNetwork } from "../test/backend/randomNetwork.js";
import { openHost } from "../test/cuda/host/host.js";

const { values: options } = parseArgs({
  options: {
    size: { type: "string", default: "2048" },
    seeds: { type: "string", default: "12" },
    neurons: { type: "string", default: "400,6400" },
    "stand-ins": { type: "boolean", default: false },
    driver: { type: "string" },
    nvrtc: { type: "string" },
  },
});
const size = Number(options.size);
const TOLERANCE = 2e-4;
const ROUNDS = 5;

async function agree(seed: number): Promise<string> {
  const { net, dt, steps, inputs } = randomNetwork(seed);
  const { program } = lower(net, { dt, seed, flush: 1e-12 });
  const presentations = [true, false, true].map(
    (learning): Presentation => ({
      ...{ steps: learning ? steps : 30, normalize: true, countSteps: 25, learning, inputs, probes: [] },
      recordSpikes: program.populations.map((p) => p.name),
    }),
  );
  const run = await tensor.compile(program);
  const difference = await firstDifference(program, run, await reference.compile(program), presentations, TOLERANCE);
  run.dispose();
  if (difference === undefined) return "agrees";
  return (await isChaotic(program, reference, presentations, TOLERANCE)) ? "too chaotic to compare" : difference;
}

/** Repeatable, in -1 … 1. */
function values(shape: number[], seed: number): tf.Tensor {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, next), shape);
}

const works: Readonly<Record<string, () => () => tf.Tensor>> = {
  [`matMul ${size}²`]: () => {
    const [a, b] = [values([size, size], 1), values([size, size], 2)];
    return () => tf.matMul(a, b);
  },
  "conv2d [16, 64, 64, 32], 64 filters of 3 × 3": () => {
    const [x, w] = [values([16, 64, 64, 32], 3), values([3, 3, 32, 64], 4)];
    return () => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same");
  },
  "30 elementwise operations on [6400]": () => {
    const x = values([6400], 5);
    return () => tf.tidy(() => Array.from({ length: 15 }).reduce<tf.Tensor>((y) => tf.add(tf.mul(y, 0.9), x), x));
  },
};

async function time(make: () => () => tf.Tensor): Promise<{ readonly ms: number; readonly some: Float32Array }> {
  const work = make();
  const times: number[] = [];
  let some = new Float32Array();
  for (let round = 0; round <= ROUNDS; round++) {
    const begun = performance.now();
    const result = work();
    const last = tf.slice(tf.reshape(result, [result.size]), [result.size - 1000], [1000]);
    some = (await last.data<"float32">()).slice();
    if (round > 0) times.push(performance.now() - begun);
    tf.dispose([result, last]);
  }
  return { ms: times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)], some };
}

/** Microseconds for a step of the tensor backend, of the clock and of the processor: the least of some rounds. */
async function stepTime(neurons: number, steps = 1000) {
  const sim = await compile(diehlCook2015({ neurons }), { dt: ms(0.5), backend: "tensor", seed: 1 });
  const input = Float32Array.from({ length: 784 }, (_, i) => (i % 7 === 0 ? 60 : 0));
  const show = () => sim.present({ input }, { duration: ms(0.5 * steps) });
  const processor = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  // Kernels are compiled when an expression comes for the second time.
  for (let round = 0; round < 2; round++) await show();
  let [clock, busy] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = [performance.now(), processor()];
    await show();
    clock = Math.min(clock, (1000 * (performance.now() - begun[0])) / steps);
    busy = Math.min(busy, (processor() - begun[1]) / steps);
  }
  sim.dispose();
  return { clock, busy, steps: (2 + ROUNDS) * steps };
}

const sizes = options.neurons.split(",").map(Number);

async function onStandIns(): Promise<void> {
  const host = openHost(32);
  if (typeof host === "string") throw new Error(host);
  registerCuda(host.paths);
  await useTfjs("cuda");
  host.idle(true);
  const asked = { launches: "cuLaunchKernel", uploads: "cuMemcpyHtoDAsync_v2", downloads: "cuMemcpyDtoHAsync_v2" };
  for (const neurons of sizes) {
    const before = Object.values(asked).map((name) => host.calls(name));
    const { clock, busy, steps } = await stepTime(neurons);
    const counts = Object.entries(asked).map(
      ([what, name], i) => `${((host.calls(name) - before[i]) / steps).toFixed(1)} ${what}`,
    );
    console.log(
      `a step of the tensor backend, ${neurons} neurons, kernels that do nothing: ${counts.join(", ")}; ${busy.toFixed(0)} µs of the processor, ${clock.toFixed(0)} µs`,
    );
  }
  host.dispose();
}

if (options["stand-ins"]) {
  await onStandIns();
  process.exit();
}
registerCuda(options);
await useTfjs("cuda");
for (const neurons of sizes) {
  const { clock, busy } = await stepTime(neurons);
  console.log(
    `a step of the tensor backend, ${neurons} neurons: ${clock.toFixed(0)} µs, of which ${busy.toFixed(0)} µs of the processor`,
  );
}
for (let seed = 0; seed < Number(options.seeds); seed++) {
  const found = await agree(seed);
  console.log(`random network ${seed} on the tensor backend, on cuda: ${found}`);
  if (found !== "agrees" && found !== "too chaotic to compare") process.exitCode = 1;
}
for (const [name, make] of Object.entries(works)) {
  await useTfjs("cuda");
  const cuda = await time(make);
  await useTfjs("wasm");
  const wasm = await time(make);
  const error = Math.max(...cuda.some.map((x, i) => Math.abs(x - wasm.some[i])));
  const scale = Math.max(...wasm.some.map(Math.abs));
  console.log(
    `${name}: cuda ${cuda.ms.toFixed(3)} ms, wasm ${wasm.ms.toFixed(3)} ms, ${(wasm.ms / cuda.ms).toFixed(1)} times; largest difference ${(error / scale).toExponential(1)} of the largest value`,
  );
  if (!(error < 1e-4 * scale)) process.exitCode = 1;
}
