/**
 * Unsupervised learning of MNIST by a convolutional network, after Kheradpisheh et al. (2018): its two layers learn one
 * after the other; then a linear readout of what the second collects is fitted to training digits and asked for all 10,000
 * test digits.
 *
 *   node --import tsx benchmarks/convolutional.ts [digits for layer 1] [for layer 2] [for the readout]
 */
import { availableParallelism, cpus } from "node:os";
import {
  accuracy,
  compile,
  type ImageDataset,
  kheradpisheh2018,
  latencySpikes,
  mnist,
  ms,
  onOffContrasts,
  ridgeReadout,
  type SpikeTrain,
} from "../src/index.js";

const [first = 2500, second = 6000, fitted = 20_000] = process.argv.slice(2).map(Number);
const SEED = 1;
const dt = ms(1);
/** Of the code and of a presentation: a spike passes two filters and a pool in three steps. */
const [latest, duration] = [ms(14), ms(18)];
/** The learning rate doubles after so many digits, up to the largest. */
const [DOUBLE_AFTER, LARGEST_RATE] = [500, 0.15];
/** Read out are the largest potentials of each map in so many times so many parts of the image. */
const PARTS = 4;

type Sim = Awaited<ReturnType<typeof compiled>>;
const compiled = (learn: 1 | 2 | "none") => compile(kheradpisheh2018({ learn }), { dt, seed: SEED, backend: "wasm" });

const spikesOf = (image: Uint8Array): SpikeTrain =>
  latencySpikes(onOffContrasts(image, { rows: 28, columns: 28, threshold: 0.1 }), { latest, dt, white: 1 });

/** What begins anew with each digit. */
const fresh = ({ state: { conv1, pool1, conv2 } }: Sim) => [conv1.v, pool1.v, conv2.v];

async function learn(sim: Sim, name: "inputToConv1" | "pool1ToConv2", digits: ImageDataset, layer: "conv1" | "conv2") {
  const rule = sim.state[name];
  let [rate, spikes] = [0.004, 0];
  const start = performance.now();
  for (const { image, index } of digits) {
    if (index % DOUBLE_AFTER === 0 && index > 0 && rate < LARGEST_RATE) {
      rate = Math.min(2 * rate, LARGEST_RATE);
      await rule.aPlus.write(rate);
      await rule.aMinus.write(-0.75 * rate);
    }
    const { counts } = await sim.present({ input: spikesOf(image) }, { duration, reset: [...fresh(sim), rule.x] });
    spikes += counts[layer].reduce((sum, n) => sum + n, 0);
  }
  const w = await rule.w.read();
  const open = w.reduce((sum, x) => sum + x * (1 - x), 0) / w.length;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${name}: ${digits.size} digits in ${seconds} s, ${(spikes / digits.size).toFixed(1)} winners each, mean w(1 − w) ${open.toFixed(4)}`,
  );
  return w;
}

/** The largest potentials of each map in each part of the image, [digits, parts² × maps]. */
async function featuresOf(sim: Sim, digits: ImageDataset): Promise<Float64Array[]> {
  const [side, maps] = [14, 100];
  const size = PARTS * PARTS * maps;
  const features = new Float64Array(digits.size * size);
  const spikes = { conv1: 0, pool1: 0 };
  for (const { image, index } of digits) {
    const { samples, counts } = await sim.present(
      { input: spikesOf(image) },
      { duration, learning: false, reset: fresh(sim), sample: { v: { of: sim.state.conv2.v, every: duration } } },
    );
    const { values: v } = samples.v;
    for (const layer of ["conv1", "pool1"] as const) spikes[layer] += counts[layer].reduce((sum, n) => sum + n, 0);
    const own = features.subarray(index * size, (index + 1) * size);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const part = Math.floor((y * PARTS) / side) * PARTS + Math.floor((x * PARTS) / side);
        for (let m = 0; m < maps; m++)
          own[part * maps + m] = Math.max(own[part * maps + m], v[(y * side + x) * maps + m]);
      }
    }
  }
  console.log(
    `spikes a digit: conv1 ${(spikes.conv1 / digits.size).toFixed(0)}, pool1 ${(spikes.pool1 / digits.size).toFixed(0)}`,
  );
  return Array.from({ length: digits.size }, (_, e) => features.subarray(e * size, (e + 1) * size));
}

const [train, test] = [await mnist("train"), await mnist("test")];
console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores`);
const one = await compiled(1);
const filters1 = await learn(one, "inputToConv1", train.slice(0, first), "conv1");
one.dispose();
const two = await compiled(2);
await two.state.inputToConv1.w.write(filters1);
const filters2 = await learn(two, "pool1ToConv2", train.slice(first, first + second), "conv2");
two.dispose();
const reader = await compiled("none");
await reader.state.inputToConv1.w.write(filters1);
await reader.state.pool1ToConv2.w.write(filters2);
const start = performance.now();
const known = train.slice(0, fitted);
const readout = ridgeReadout(await featuresOf(reader, known), known.labels, { classes: 10 });
const answers = readout.answers(await featuresOf(reader, test));
reader.dispose();
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(
  `readout of ${PARTS * PARTS * 100} features, fitted to ${known.size} digits, in ${seconds} s: ` +
    `${(100 * accuracy(answers, test.labels)).toFixed(2)} % of ${test.size} test digits`,
);
