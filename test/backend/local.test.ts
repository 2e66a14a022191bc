import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type BackendName,
  compile,
  connect,
  local,
  ModelError,
  ms,
  network,
  neuron,
  type Pattern,
  population,
  spikeSource,
  spikeTrain,
  synapse,
  useTfjs,
} from "../../src/index.js";
import { gridSize } from "../../src/model/window.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";
import { filtersOf, WINDOWS } from "./windows.js";

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];
const close = (found: ArrayLike<number>, expected: ArrayLike<number>, what: string) => {
  assert.is(found.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs(found[i] - expected[i]) < 1e-5, `${what}, [${i}]: ${found[i]} for ${expected[i]}`);
};

await useTfjs("wasm");

test("weights are listed by neuron, then by the place in its window, without what lies outside", () => {
  const valid = local({ input: [2, 3, 2], filters: 2, size: [2, 2] });
  assert.equal(valid.window.output, [1, 2, 2]);
  assert.equal(
    [...valid.post],
    [0, 1, 2, 3].flatMap((j) => new Array(8).fill(j)),
  );
  assert.equal([...valid.pre.subarray(8, 16)], [0, 1, 2, 3, 6, 7, 8, 9]);
  assert.equal([...valid.pre.subarray(16, 24)], [2, 3, 4, 5, 8, 9, 10, 11]);
  const same = local({ input: [1, 4, 1], filters: 1, size: [1, 3], stride: 3, padding: "same" });
  assert.equal(
    [[...same.pre], [...same.post]],
    [
      [0, 1, 2, 3],
      [0, 0, 1, 1],
    ],
  );
});

/** The sum of all that arrives. */
const sums = neuron({ equations: { "dg/dt": "0 * g / tau" }, parameters: { tau: ms(1) } });

async function received(backend: BackendName, pattern: Pattern, w: ArrayLike<number>, [pre, post]: readonly number[]) {
  const [input, cells] = [spikeSource(pre), population(post, sums)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w, pattern, delay: ms(2) }) });
  const sim = await compile(net, { dt: ms(1), backend });
  await sim.present({ input: randomTrain(new Dice(7), 12, pre) }, { duration: ms(14) });
  const values = await sim.state.cells.g.read();
  sim.dispose();
  return values;
}

test("with the same weights at every place it is a convolution", async () => {
  for (const shared of WINDOWS.filter((w) => w.kind === "convolution")) {
    const { input, output, size, stride, padding, before } = shared.window;
    const own = local({ input, filters: output[2], size, stride, padding });
    const filters = filtersOf(shared);
    const w = Array.from(own.pre, (pre, s) => {
      const [place, f] = [Math.floor(own.post[s] / output[2]), own.post[s] % output[2]];
      const [y, x] = [Math.floor(pre / (input[1] * input[2])), Math.floor(pre / input[2]) % input[1]];
      const ky = y + before[0] - stride[0] * Math.floor(place / output[1]);
      const kx = x + before[1] - stride[1] * (place % output[1]);
      return filters[((ky * size[1] + kx) * input[2] + (pre % input[2])) * output[2] + f];
    });
    const sizes = [gridSize(input), gridSize(output)];
    const expected = await received("reference", shared, filters, sizes);
    assert.ok(Math.max(...expected.map(Math.abs)) > 1);
    for (const backend of BACKENDS) close(await received(backend, own, w, sizes), expected, backend);
  }
});

test("a rule changes the synapse of one place alone: w + up·exp(−Δt/tau) after one pair of spikes", async () => {
  const [dt, tau, up] = [0.5, 20, 0.1];
  const stdp = synapse({
    equations: { "dx/dt": "-x / tau" },
    parameters: { tau: ms(tau), up },
    onPre: { x: "1" },
    onPost: { w: "w + up * x" },
  });
  const cell = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau: ms(tau) },
    threshold: "g > 0.5",
    reset: { g: "0" },
  });
  const pattern = local({ input: [3, 3, 1], filters: 2, size: 2 });
  const [input, teacher, cells] = [spikeSource(9), spikeSource(8), population(8, cell)];
  const net = network({
    input,
    teacher,
    cells,
    wire: connect(input, cells, { to: "g", w: 0.01, pattern, plasticity: stdp }),
    teach: connect(teacher, cells, { to: "g", w: 1, pattern: "oneToOne" }),
  });
  // The neuron in the middle, and the second filter at the place on the lower right.
  const [pre, post] = [4, 7];
  const trains = {
    input: spikeTrain([{ step: 0, neuron: pre }], { steps: 10, neurons: 9 }),
    teacher: spikeTrain([{ step: 4, neuron: post }], { steps: 10, neurons: 8 }),
  };
  for (const backend of BACKENDS) {
    const sim = await compile(net, { dt: ms(dt), backend });
    const { spikes } = await sim.present(trains, { duration: ms(10 * dt), record: ["cells"] });
    assert.equal([...spikes.cells.indices], [post]);
    const step = spikes.cells.offsets.findIndex((n) => n > 0) - 1;
    const expected = Array.from(pattern.pre, (i, s) => {
      const isPair = i === pre && pattern.post[s] === post;
      return 0.01 + (isPair ? up * Math.exp((-step * dt) / tau) : 0);
    });
    assert.is(expected.filter((w) => w > 0.05).length, 1);
    close(await sim.state.wire.w.read(), expected, backend);
    sim.dispose();
  }
});

test("each neuron's weights are normalized by themselves, at edges too", async () => {
  const pattern = local({ input: [3, 4, 1], filters: 1, size: 3, padding: "same" });
  const [input, cells] = [spikeSource(12), population(12, sums)];
  const wire = connect(input, cells, { to: "g", w: 0.2, pattern, normalize: 2, plasticity: synapse({}) });
  for (const backend of BACKENDS) {
    const sim = await compile(network({ input, cells, wire }), { dt: ms(1), backend });
    await sim.present({}, { duration: ms(1) });
    const total = new Float64Array(12);
    for (const [s, w] of (await sim.state.wire.w.read()).entries()) total[pattern.post[s]] += w;
    close(total, new Float64Array(12).fill(2), backend);
    sim.dispose();
  }
});

test("sizes that do not fit are errors, as for a convolution", () => {
  const thrown = (work: () => unknown, text: string) =>
    assert.throws(work, (error: Error) => error instanceof ModelError && error.message.includes(text), text);
  thrown(() => local({ input: [3, 3, 1], filters: 1, size: 4 }), "local, size: found [4, 4] on a grid of [3, 3]");
  thrown(() => local({ input: [3, 3, 1], filters: 0, size: 2 }), "local, filters: found 0");
  thrown(() => local({ input: [999, 999, 9], filters: 99, size: 99 }), "found 70");
  const [input, cells] = [spikeSource(9), population(4, sums)];
  const join = (pattern: Pattern, options: object = {}) =>
    connect(input, cells, { to: "g", w: 1, pattern, ...options });
  join(local({ input: [3, 3, 1], filters: 1, size: 2 }), { plasticity: synapse({}), normalize: 1 });
  thrown(() => join(local({ input: [3, 3, 1], filters: 2, size: 2 })), "found 4 post neurons, expected 2 × 2 × 2 = 8");
  thrown(() => join(local({ input: [3, 2, 1], filters: 1, size: 1 })), "found 9 pre neurons, expected 3 × 2 × 1 = 6");
});

test.run();
