/**
 * What a step costs on the tensor backend, by TensorFlow.js backend and network size, beside the wasm backend.
 *
 *   node --import tsx benchmarks/tensor.ts [--neurons 100,400,1600] [--tfjs cpu,wasm,tensorflow] [--steps 300]
 *
 * The network is that of Diehl & Cook (2015) with 784 inputs, of which every seventh fires at 60 Hz, while it learns.
 * "operations" are the kernels that TensorFlow.js runs in a step, on average.
 */
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import {
  compile,
  diehlCook2015,
  ms,
  type Simulation,
  SpikeTensorError,
  type TfjsBackend,
  useTfjs,
} from "../src/index.js";

const DT = 0.5;
const ROUNDS = 5;

const { values } = parseArgs({
  options: {
    neurons: { type: "string", default: "100,400,1600" },
    tfjs: { type: "string", default: "cpu,wasm,tensorflow" },
    steps: { type: "string", default: "300" },
  },
});
const sizes = values.neurons.split(",").map(Number);
const steps = Number(values.steps);
const rates = Float32Array.from({ length: 784 }, (_, i) => (i % 7 === 0 ? 60 : 0));

type Network = ReturnType<typeof diehlCook2015>;
const show = (sim: Simulation<Network["parts"]>) => sim.present({ input: rates }, { duration: ms(steps * DT) });

/** The fastest of some rounds, in microseconds per step: what others on the machine do only adds. */
async function measure(sim: Simulation<Network["parts"]>): Promise<number> {
  await show(sim);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await show(sim);
    least = Math.min(least, (1000 * (performance.now() - start)) / steps);
  }
  return least;
}

async function operations(sim: Simulation<Network["parts"]>): Promise<number> {
  const { kernels } = await tf.profile(async () => {
    await show(sim);
    return [];
  });
  return kernels.length / steps;
}

const compiled = (neurons: number, backend: "wasm" | "tensor") =>
  compile(diehlCook2015({ neurons }), { dt: ms(DT), backend, seed: 1 });

const rows: string[][] = [["backend", "neurons", "µs per step", "times wasm", "operations per step"]];
const baseline = new Map<number, number>();
for (const neurons of sizes) {
  const sim = await compiled(neurons, "wasm");
  const cost = await measure(sim);
  baseline.set(neurons, cost);
  rows.push(["wasm", `${neurons}`, cost.toFixed(1), "1", ""]);
  sim.dispose();
}
for (const name of values.tfjs.split(",") as TfjsBackend[]) {
  try {
    await useTfjs(name);
  } catch (error) {
    if (!(error instanceof SpikeTensorError)) throw error;
    console.log(`left out: ${error.message}\n`);
    continue;
  }
  for (const neurons of sizes) {
    const sim = await compiled(neurons, "tensor");
    const cost = await measure(sim);
    const ratio = cost / (baseline.get(neurons) ?? Number.NaN);
    rows.push([
      `tensor on ${name}`,
      `${neurons}`,
      cost.toFixed(0),
      ratio.toFixed(0),
      (await operations(sim)).toFixed(1),
    ]);
    sim.dispose();
  }
}

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows) {
  console.log(row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join("  "));
}
