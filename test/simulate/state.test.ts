import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type BackendName,
  compile,
  connect,
  diehlCook2015,
  maxPool,
  ms,
  network,
  neuron,
  pairStdp,
  pairs,
  poisson,
  population,
  type State,
  spikeSource,
  spikeTrain,
  synapse,
  useTfjs,
  type Variable,
} from "../../src/index.js";
import { busyNetwork } from "./networks.js";

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];
await useTfjs("cpu");

const leaky = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });
const traces = synapse({
  equations: { "dxPre/dt": "-xPre / tau", "dtag/dt": "-tag / tau" },
  parameters: { tau: ms(20) },
  onPre: { xPre: "1", tag: "tag + w" },
  onPost: { w: "w + 0.01 * xPre" },
});

/** Two sources onto three cells, all to all. */
function declare() {
  const [input, cells] = [spikeSource(2), population(3, leaky)];
  return network({ input, cells, wire: connect(input, cells, { to: "g", w: [1, 2, 3, 4, 5, 6], plasticity: traces }) });
}
const once = spikeTrain([{ step: 3, neuron: 1 }], { steps: 4, neurons: 2 });
const near = (found: ArrayLike<number>, expected: readonly number[]) => {
  assert.is(found.length, expected.length);
  for (const [i, x] of expected.entries())
    assert.ok(Math.abs(found[i] - x) < 1e-5 * Math.max(1, x), `[${i}]: ${found[i]}`);
};

for (const backend of BACKENDS) {
  test(`${backend}: traces and weights of a projection are read, written, sampled and made tensors`, async () => {
    const sim = await compile(declare(), { dt: ms(1), backend });
    const { xPre, tag, w } = sim.state.wire;
    const { samples } = await sim.present(
      { input: once },
      { duration: ms(10), sample: { x: xPre, last: { of: tag, every: ms(10), elements: [4, 0] } } },
    );
    // The spike of neuron 1 comes at the end of step 3, and decays from then on.
    const decayed = Math.exp(-6 / 20);
    assert.is(samples.x.variable, "wire.xPre");
    near(samples.x.values.subarray(18), [0, decayed]);
    near(samples.last.values, [5 * decayed, 0]);
    near(await xPre.read(), [0, decayed]);
    near(await tag.read(), [0, 0, 0, ...[4, 5, 6].map((weight) => weight * decayed)]);

    await xPre.write([0.25, 0.5]);
    await w.write(new Float32Array(6).fill(7));
    near(await xPre.read(), [0.25, 0.5]);
    assert.equal([...(await w.read())], Array(6).fill(7));
    const [x, weights] = [await xPre.tensor(), await w.tensor()];
    assert.equal(x.shape, [2]);
    near(x.dataSync(), [0.25, 0.5]);
    assert.equal([weights.shape, [...weights.dataSync()]], [[2, 3], Array(6).fill(7)]);
    const doubled = tf.tidy(() => tf.mul(weights, 2));
    await w.write(doubled);
    assert.equal([...(await w.read())], Array(6).fill(14));
    tf.dispose([x, weights, doubled]);
    sim.dispose();
  });

  test(`${backend}: run is a presentation without input`, async () => {
    const [run, shown] = await Promise.all([0, 1].map(() => compile(busyNetwork(), { dt: ms(0.5), backend })));
    const rates = new Float32Array(20).fill(80);
    for (const sim of [run, shown]) await sim.present({ input: rates }, { duration: ms(50) });
    const of = ({ state }: typeof run) => ({ v: { of: state.exc.v, every: ms(5) } });
    const found = await run.run(ms(30), { record: ["exc", "input"], sample: of(run) });
    const expected = await shown.present({}, { duration: ms(30), record: ["exc", "input"], sample: of(shown) });
    assert.equal(found, expected);
    assert.ok(found.spikes.exc.indices.length > 0, "nothing was on its way");
    assert.is(found.tries, 1);
    await run.run(ms(0.5), { learning: false });
    const before = await run.state.inputToExc.w.read();
    let steps = 0;
    await run.run(ms(10), { learning: false, onStep: () => steps++ });
    assert.equal([await run.state.inputToExc.w.read(), steps], [before, 20]);
    assert.is(run.presentations, 4);
    for (const sim of [run, shown]) sim.dispose();
  });
}

test("a weight that is one constant reads as one for each synapse, or for a pool as the one", async () => {
  const input = poisson(4);
  const [a, b] = [population(4, leaky), population(4, leaky)];
  const net = network({
    ...{ input, a, b },
    dense: connect(input, a, { to: "g", w: 0.5 }),
    paired: connect(a, b, { to: "g", w: 2, pattern: "oneToOne" }),
    lateral: connect(a, a, { to: "g", w: -4, pattern: "allButSelf" }),
    listed: connect(a, b, { to: "g", w: 3, pattern: pairs([0, 3, 3], [1, 1, 0]) }),
    pool: connect(a, b, { to: "g", w: 8, pattern: maxPool({ input: [2, 2, 1], size: 1 }) }),
  });
  const sim = await compile(net, { dt: ms(1), backend: "wasm" });
  for (const [name, value, shape] of [
    ["dense", 0.5, [4, 4]],
    ["paired", 2, [4]],
    ["lateral", -4, [12]],
    ["listed", 3, [3]],
    ["pool", 8, [1]],
  ] as const) {
    const { w } = sim.state[name];
    const size = (shape as readonly number[]).reduce((product, n) => product * n, 1);
    assert.ok(!sim.program.fields.has(w.name), name);
    assert.equal(await w.read(), new Float32Array(size).fill(value));
    const tensor = await w.tensor();
    assert.equal(
      [tensor.shape, tensor.dtype, [...tensor.dataSync()]],
      [[...shape], "float32", Array(size).fill(value)],
    );
    tensor.dispose();
    const error = await w.write(new Float32Array(size)).catch((thrown: unknown) => thrown);
    const remedy = { lateral: "sparse({", pool: "pairs(…)" }[name as string] ?? "Declare w as an array";
    assert.ok(error instanceof Error && error.message.includes(remedy), `${error}`);
    if (name !== "pool") assert.is(sim.synapses(name).pre.length, size);
  }
  sim.dispose();
});

/** `true` where two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | undefined => undefined;

test("the state has the populations and projections, each with its declared variables", async () => {
  const net = diehlCook2015({ neurons: 3, pixels: 4 });
  const sim = await compile(net, { dt: ms(0.5) });
  type Of<N extends keyof typeof sim.state> = keyof (typeof sim.state)[N];
  same<Same<keyof typeof sim.state, "exc" | "inh" | "inputToExc" | "excToInh" | "inhToExc">>();
  same<Same<Of<"exc">, "v" | "gExc" | "gInh" | "theta">>();
  same<Same<Of<"inputToExc">, "w" | "xPre" | "xPost1" | "xPost2">>();
  same<Same<Of<"inhToExc">, "w">>();
  assert.equal(Object.keys(sim.state), ["exc", "inh", "inputToExc", "excToInh", "inhToExc"]);
  assert.equal(Object.keys(sim.state.exc), ["v", "gExc", "gInh", "theta"]);
  assert.equal(Object.keys(sim.state.inputToExc), ["w", "xPre", "xPost1", "xPost2"]);
  assert.equal(Object.keys(sim.state.inhToExc), ["w"]);
  assert.is(sim.state.inputToExc.xPre.name, "inputToExc.xPre");
  // @ts-expect-error the rule has no such variable
  assert.is(sim.state.inputToExc.xPost, undefined);
  // @ts-expect-error a constant weight has no traces
  assert.is(sim.state.inhToExc.xPre, undefined);
  // @ts-expect-error a source has no variables
  assert.is(sim.state.input, undefined);

  const other = diehlCook2015({ neurons: 3, pixels: 4, plasticity: synapse(pairStdp) });
  same<Same<keyof State<typeof other.parts>["inputToExc"], "w" | "xPre" | "xPost">>();
  // Of one network or another, the state has what both have.
  const either = await compile([net, other][1], { dt: ms(0.5) });
  same<Same<keyof (typeof either)["state"]["inputToExc"], "w" | "xPre">>();
  assert.is((await either.state.inputToExc.xPre.read()).length, 4);
  for (const each of [sim, either]) each.dispose();
});

/** Only compiled: without the names of the parts, any name may be one. */
export const anyName = (
  state: State<Readonly<Record<string, ReturnType<typeof declare>["parts"]["wire"]>>>,
): Variable => state.anything.tag;

test.run();
