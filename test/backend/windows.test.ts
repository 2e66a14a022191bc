import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import { tensor } from "../../src/backend/tensor/tensor.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  connect,
  ModelError,
  ms,
  network,
  neuron,
  type Pattern,
  pairs,
  population,
  spikeSource,
} from "../../src/index.js";
import { convolution, gridSize, maxPool } from "../../src/model/window.js";
import { lower } from "../../src/program/lower.js";
import { useTfjs } from "../../src/tfjs/useTfjs.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";
import { testOn } from "./tensor/testOn.js";
import { filtersOf, WINDOWS } from "./windows.js";

/** Adds up what arrives: g is the sum of all transmitted values so far. */
const sums = neuron({ equations: { "dg/dt": "0 * g / tau" }, parameters: { tau: ms(1) } });

function program(pattern: Pattern, pre: number, post: number, w: number | readonly number[], delay: number) {
  const [input, cells] = [spikeSource(pre), population(post, sums)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w, pattern, delay: ms(delay) }) });
  return lower(net, { dt: 1, seed: 1, flush: 1e-12 }).program;
}

async function run(backend: typeof reference, ...given: Parameters<typeof program>): Promise<number[]> {
  const [, pre] = given;
  const executable = await backend.compile(program(...given));
  const inputs = new Map([["input", randomTrain(new Dice(7), 12, pre)]]);
  await executable.present({
    steps: 14,
    normalize: true,
    countSteps: 0,
    learning: true,
    inputs,
    recordSpikes: [],
    probes: [],
  });
  const values = Array.from(await executable.read("cells.g"));
  executable.dispose();
  return values;
}

const close = (a: readonly number[], b: readonly number[], what: string) => {
  assert.is(a.length, b.length);
  for (const [i, x] of a.entries()) assert.ok(Math.abs(x - b[i]) < 1e-5, `${what}, [${i}]: ${x} for ${b[i]}`);
};

test("a convolution is the network whose synapses are listed one by one, with the filters' weights", async () => {
  for (const pattern of WINDOWS.filter((w) => w.kind === "convolution")) {
    const { input, output, size, stride, before } = pattern.window;
    const filters = filtersOf(pattern);
    const [pre, post, w]: number[][] = [[], [], []];
    for (let oy = 0; oy < output[0]; oy++)
      for (let ox = 0; ox < output[1]; ox++)
        for (let f = 0; f < output[2]; f++)
          for (let ky = 0; ky < size[0]; ky++)
            for (let kx = 0; kx < size[1]; kx++)
              for (let c = 0; c < input[2]; c++) {
                const [y, x] = [oy * stride[0] + ky - before[0], ox * stride[1] + kx - before[1]];
                if (y < 0 || x < 0 || y >= input[0] || x >= input[1]) continue;
                pre.push((y * input[1] + x) * input[2] + c);
                post.push((oy * output[1] + ox) * output[2] + f);
                w.push(filters[((ky * size[1] + kx) * input[2] + c) * output[2] + f]);
              }
    const sizes = [gridSize(input), gridSize(output)] as const;
    const expected = await run(reference, pairs(pre, post), ...sizes, w, 1);
    close(await run(reference, pattern, ...sizes, filters, 1), expected, "reference");
    assert.ok(Math.max(...expected.map(Math.abs)) > 1);
  }
});

test("pools transmit the largest and the mean of each window, as written down", async () => {
  for (const pattern of WINDOWS.filter((w) => w.kind !== "convolution")) {
    const { input, output, size, stride, before } = pattern.window;
    const train = randomTrain(new Dice(7), 12, gridSize(input));
    const expected = new Array<number>(gridSize(output)).fill(0);
    for (let k = 0; k < train.steps; k++) {
      const spikes = new Set(train.indices.subarray(train.offsets[k], train.offsets[k + 1]));
      for (const [post] of expected.entries()) {
        const [c, place] = [post % output[2], Math.floor(post / output[2])];
        const [oy, ox] = [Math.floor(place / output[1]), place % output[1]];
        const seen: number[] = [];
        for (let ky = 0; ky < size[0]; ky++)
          for (let kx = 0; kx < size[1]; kx++) {
            const [y, x] = [oy * stride[0] + ky - before[0], ox * stride[1] + kx - before[1]];
            if (y < 0 || x < 0 || y >= input[0] || x >= input[1]) continue;
            seen.push(Number(spikes.has((y * input[1] + x) * input[2] + c)));
          }
        const mean = seen.reduce((sum, s) => sum + s, 0) / seen.length;
        expected[post] += 2.5 * (pattern.kind === "maxPool" ? Math.max(...seen) : mean);
      }
    }
    close(await run(reference, pattern, gridSize(input), gridSize(output), 2.5, 0), expected, pattern.kind);
  }
});

test("windows on wasm agree with the reference", async () => {
  for (const pattern of WINDOWS) {
    const { input, output } = pattern.window;
    const w = pattern.kind === "convolution" ? filtersOf(pattern) : 0.7;
    for (const delay of [0, 2]) {
      const given = [pattern, gridSize(input), gridSize(output), w, delay] as const;
      close(await run(wasm, ...given), await run(reference, ...given), pattern.kind);
    }
  }
});

for (const backend of ["cpu", "wasm", "webgpu", "tensorflow"] as const) {
  testOn(test, backend, `windows on tensors agree with the reference: ${backend}`, async () => {
    for (const pattern of WINDOWS) {
      const { input, output } = pattern.window;
      const w = pattern.kind === "convolution" ? filtersOf(pattern) : 0.7;
      const given = [pattern, gridSize(input), gridSize(output), w, 2] as const;
      const before = tf.memory().numTensors;
      close(await run(tensor, ...given), await run(reference, ...given), `${pattern.kind}`);
      assert.is(tf.memory().numTensors, before);
    }
  });
}

test("the shapes are those of tf.conv2d and tf.maxPool", async () => {
  await useTfjs("cpu");
  for (const { kind, window } of WINDOWS) {
    const { input, size, stride, padding, output } = window;
    const [a, b] = [[...size] as [number, number], [...stride] as [number, number]];
    const shape = tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, ...input]);
      if (kind !== "convolution") return tf.maxPool(x, a, b, padding).shape;
      return tf.conv2d(x, tf.zeros<tf.Rank.R4>([...a, input[2], output[2]]), b, padding).shape;
    });
    assert.equal(shape, [1, ...output]);
  }
});

test("sizes and options that do not fit are errors", () => {
  const thrown = (work: () => unknown, text: string) =>
    assert.throws(work, (error: Error) => error instanceof ModelError && error.message.includes(text));
  thrown(() => convolution({ input: [3, 3, 1], filters: 1, size: 4 }), "expected a window that fits");
  thrown(() => maxPool({ input: [3, 3, 1], size: 0 }), "expected a whole number");
  thrown(() => convolution({ input: [3, 3, 1], filters: 1.5, size: 2 }), "filters");
  const [input, cells] = [spikeSource(9), population(4, sums)];
  const join = (pattern: Pattern, options: object = {}) =>
    connect(input, cells, { to: "g", w: 1, pattern, ...options });
  join(convolution({ input: [3, 3, 1], filters: 1, size: 2 }));
  thrown(() => join(convolution({ input: [3, 3, 1], filters: 2, size: 2 })), "2 × 2 × 2 = 8");
  thrown(() => join(maxPool({ input: [3, 3, 1], size: 2, stride: 1 }), { normalize: 1 }), "found normalize");
  thrown(() => join(maxPool({ input: [3, 3, 1], size: 2, stride: 1 }), { w: [1, 2, 3, 4] }), "found several weights");
});

test.run();
