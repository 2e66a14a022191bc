import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  ms,
  mV,
  network,
  neuron,
  nS,
  type Pattern,
  pairs,
  poisson,
  population,
  sparse,
  synapse,
} from "../../src/index.js";
import { Partners } from "../../src/random/partners.js";
import { refused, rejected } from "../refused.js";

const cell = neuron({
  equations: { "dg/dt": "-g / tau" },
  parameters: { tau: ms(5) },
  initial: { g: nS(0) },
});

const spiking = neuron({
  equations: { "dv/dt": "(g * 10 * mV / nS - v) / tau", "dg/dt": "-g / tau" },
  parameters: { tau: ms(5) },
  initial: { g: nS(0) },
  threshold: "v > 10 * mV",
  reset: { v: "0 * mV" },
});

/** The synapses of a projection between populations of some sizes, as pairs "i j". */
async function joined(
  pattern: Pattern,
  pre: number,
  post: number,
  seed = 1,
): Promise<{ i: Int32Array; j: Int32Array }> {
  const [input, cells] = [poisson(pre), population(post, cell)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: nS(1), pattern }) });
  const sim = await compile(net, { dt: ms(0.5), backend: "reference", seed });
  const { pre: i, post: j } = sim.synapses("wire");
  sim.dispose();
  return { i, j };
}

test("connections by distance follow their profile: counts in bins of distance within 4 standard deviations", async () => {
  const [size, length] = [900, 90];
  const distance = (i: number, j: number) => {
    const d = Math.abs(i - j);
    return Math.min(d, size - d);
  };
  const profile = (i: number, j: number) => 0.6 * Math.exp(-distance(i, j) / length);
  const { i, j } = await joined(sparse({ probability: profile, self: false }), size, size);
  const bins = 15;
  const width = size / 2 / bins;
  const [found, mean, variance] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  const bin = (a: number, b: number) => Math.min(bins - 1, Math.floor(distance(a, b) / width));
  for (let s = 0; s < i.length; s++) found[bin(i[s], j[s])]++;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      if (a === b) continue;
      const p = profile(a, b);
      mean[bin(a, b)] += p;
      variance[bin(a, b)] += p * (1 - p);
    }
  }
  for (let b = 0; b < bins; b++) {
    const off = Math.abs(found[b] - mean[b]) / Math.sqrt(variance[b]);
    assert.ok(off < 4, `bin ${b}: ${found[b]} for ${mean[b]}`);
  }
  assert.ok(i.every((a, s) => a !== j[s]));
  const total = mean.reduce((a, b) => a + b, 0);
  assert.ok(
    Math.abs(i.length - total) < 4 * Math.sqrt(variance.reduce((a, b) => a + b, 0)),
    `${i.length} for ${total}`,
  );
});

test("a profile's pairs depend on the seed alone; 0 joins nothing, 1 all", async () => {
  const half = sparse({ probability: (i, j) => ((i + j) % 2 === 0 ? 1 : 0) });
  const { i, j } = await joined(half, 5, 4);
  assert.equal([...i].map((a, s) => `${a} ${j[s]}`).join(), "0 0,0 2,1 1,1 3,2 0,2 2,3 1,3 3,4 0,4 2");
  const some = sparse({ probability: () => 0.3 });
  const [first, again, other] = [await joined(some, 60, 50), await joined(some, 60, 50), await joined(some, 60, 50, 2)];
  assert.equal(first, again);
  assert.not.equal(first, other);
});

test("inDegree and outDegree: exactly so many different partners, each as likely as any other", async () => {
  for (const self of [true, false]) {
    const [pre, post, count] = [40, 60, 7];
    const { i, j } = await joined(sparse({ inDegree: count, self }), pre, post);
    const partners = Array.from({ length: post }, () => new Set<number>());
    for (const [s, b] of j.entries()) partners[b].add(i[s]);
    assert.is(i.length, post * count);
    assert.ok(partners.every((p) => p.size === count));
    assert.is(
      i.some((a, s) => a === j[s]),
      self,
    );
    const out = await joined(sparse({ outDegree: count, self }), pre, post);
    const targets = Array.from({ length: pre }, () => new Set<number>());
    for (const [s, a] of out.i.entries()) targets[a].add(out.j[s]);
    assert.ok(targets.every((t) => t.size === count));
    assert.is(
      out.i.some((a, s) => a === out.j[s]),
      self,
    );
  }
  const all = await joined(sparse({ inDegree: 5, self: false }), 6, 6);
  assert.is(all.i.length, 30);
  assert.is((await joined(sparse({ inDegree: 0 }), 6, 6)).i.length, 0);
});

test("sets of partners are uniform: χ² over all sets of 3 of 6 (19 degrees of freedom, below 43.8: 1 in 1,000)", () => {
  const partners = new Partners({ seed: 5, stream: 9 }, 6, 3);
  const counts = new Map<string, number>();
  const draws = 20_000;
  for (let e = 0; e < draws; e++) {
    const set = [...partners.of(e)].join();
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  assert.is(counts.size, 20);
  const expected = draws / 20;
  const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chi < 43.8, `${chi}`);
});

test("weights and delays as functions of the two neurons, over every pattern that has them", async () => {
  const weight = (i: number, j: number) => nS(1 + i + 0.01 * j);
  const delay = (i: number, j: number) => ms(0.5 * ((i * 3 + j) % 4));
  const patterns: Pattern[] = ["dense", "oneToOne", sparse({ probability: 0.4 }), sparse({ inDegree: 3 })];
  for (const pattern of patterns) {
    const [input, cells] = [poisson(6), population(6, cell)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: weight, delay, pattern }) });
    const sim = await compile(net, { dt: ms(0.5), backend: "wasm", seed: 3 });
    const [w, { pre, post, delay: delays }] = [await sim.state.wire.w.read(), sim.synapses("wire")];
    assert.ok(w.length >= 6);
    for (const [s, x] of w.entries()) {
      assert.is(x, Math.fround(weight(pre[s], post[s]).value));
      assert.is(delays[s], delay(pre[s], post[s]).value);
    }
    sim.dispose();
  }
});

test("what a function gives is checked, and the pair is named", async () => {
  const [input, cells] = [poisson(4), population(5, cell)];
  const made = (options: Partial<Parameters<typeof connect>[2]>) =>
    compile(network({ input, cells, wire: connect(input, cells, { to: "g", w: nS(1), ...options } as never) }), {
      dt: ms(0.5),
      backend: "reference",
    });
  await rejected(made({ w: (i, j) => nS(i === 2 && j === 3 ? Number.NaN : 1) }), /w of \(2, 3\): .*NaN/);
  await rejected(
    made({ w: (i, j) => (i === 2 && j === 3 ? mV(1) : nS(1)) }),
    /w of \(2, 3\): found .*mV.*, expected a number in nS/,
  );
  await rejected(made({ w: (i) => (i === 1 ? ("x" as never) : nS(1)) }), /w of \(1, 0\): found "x"/);
  await rejected(made({ w: (i) => (i === 1 ? (nS([1, 2]) as never) : nS(1)) }), /w of \(1, 0\)/);
  await rejected(
    made({ delay: (i, j) => ms(i === 3 && j === 1 ? -1 : 1) }),
    /delay of \(3, 1\): found .*-1.*, expected a number in ms from 0/,
  );
  await rejected(made({ delay: () => 1 as never }), /delay of \(0, 0\): found 1, expected a number in ms/);
  await rejected(
    made({ pattern: sparse({ probability: (i, j) => (i === 1 && j === 2 ? 1.5 : 0.5) }) }),
    /the probability of \(1, 2\): found 1.5, expected a number from 0 to 1/,
  );
  await rejected(
    made({ pattern: sparse({ probability: () => Number.NaN }) }),
    /the probability of \(\d, \d\): found NaN/,
  );
  const bounded = synapse({ bounds: { w: [nS(0), nS(2)] }, onPre: { w: "w" } });
  await rejected(
    made({ w: (i) => nS(i), plasticity: bounded }),
    /w of \(3, 0\): found .*3.*, expected a number in nS from 0 to 2/,
  );
  refused(
    () => network({ input, cells, wire: connect(input, cells, { to: "g", w: () => mV(1) }) }),
    /found weights in mV, expected nS/,
  );
  refused(
    () => connect(input, cells, { to: "g", w: () => nS(1), pattern: sparse({ probability: 0.5, stored: false }) }),
    /several weights/,
  );
});

test("numbers of partners that cannot be are refused, with how many can", () => {
  const [input, cells] = [poisson(4), population(5, cell)];
  const options = { to: "g", w: nS(1) } as const;
  refused(
    () => connect(input, cells, { ...options, pattern: sparse({ inDegree: 5 }) }),
    /inDegree: found 5, expected at most 4/,
  );
  refused(
    () => connect(input, cells, { ...options, pattern: sparse({ outDegree: 5, self: false }) }),
    /outDegree: found 5, expected at most 4, .*without itself/,
  );
  refused(() => sparse({ inDegree: 1.5 }), /inDegree: found 1.5, expected a whole number/);
  refused(() => sparse({ inDegree: -1 }), /inDegree: found -1/);
  // @ts-expect-error one of them
  refused(() => sparse({ inDegree: 3, probability: 0.5 }), /found probability and inDegree, expected one of/);
  // @ts-expect-error one of them
  refused(() => sparse({ self: false }), /found neither a probability nor a number of partners/);
  // @ts-expect-error drawn by a probability alone
  refused(() => sparse({ inDegree: 3, stored: false }), /stored: false without one probability/);
  refused(() => sparse({ probability: () => 0.5, stored: false }), /stored: false without one probability/);
});

test("slices at either end: their neurons are joined, counted from 0; nothing else of the populations is", async () => {
  const [input, cells] = [poisson(10), population(12, cell)];
  const [from, to] = [input.slice(3, 8), cells.slice(6, 11)];
  const weight = (i: number, j: number) => nS(1 + i + 0.01 * j);
  const delay = (i: number, j: number) => ms(0.5 * ((i + j) % 3));
  const options = { to: "g", w: weight, delay } as const;
  const array = Array.from({ length: 25 }, (_, s) => 1 + s);
  const net = network({
    ...{ input, cells },
    dense: connect(from, to, { ...options, pattern: "dense" }),
    listed: connect(from, to, { to: "g", w: nS(array), pattern: "dense" }),
    same: connect(from, to, { ...options, pattern: "oneToOne" }),
    others: connect(from, to, { to: "g", w: nS(1), pattern: "allButSelf" }),
    some: connect(from, to, { ...options, pattern: sparse({ probability: 0.5, self: false }) }),
    two: connect(from, to, { ...options, pattern: sparse({ inDegree: 2, self: false }) }),
    profile: connect(from, to, { ...options, pattern: sparse({ probability: (i, j) => (i + 1 === j ? 1 : 0) }) }),
    named: connect(from, to, { ...options, pattern: pairs([0, 4, 2], [4, 0, 1]) }),
  });
  const sim = await compile(net, { dt: ms(0.5), backend: "wasm" });
  const names = ["dense", "listed", "same", "others", "some", "two", "profile", "named"] as const;
  for (const name of names) {
    const [{ pre, post, delay: delays }, w] = [sim.synapses(name), await sim.state[name].w.read()];
    const [is, js] = [pre.map((i) => i - 3), post.map((j) => j - 6)];
    assert.ok(
      [...is, ...js].every((n) => n >= 0 && n < 5),
      name,
    );
    if (name === "listed" || name === "others") continue;
    for (const [s, x] of w.entries()) {
      assert.is(x, Math.fround(weight(is[s], js[s]).value), name);
      assert.is(delays[s], delay(is[s], js[s]).value, name);
    }
  }
  const pairsOf = (name: (typeof names)[number]) => {
    const { pre, post } = sim.synapses(name);
    return [...pre].map((i, s) => `${i - 3}${post[s] - 6}`).join(" ");
  };
  assert.equal([...(await sim.state.listed.w.read())], array);
  assert.is(pairsOf("dense").split(" ").length, 25);
  assert.is(pairsOf("same"), "00 11 22 33 44");
  assert.is(pairsOf("others").split(" ").length, 20);
  assert.is(pairsOf("two").split(" ").length, 10);
  assert.is(pairsOf("profile"), "01 12 23 34");
  assert.is(pairsOf("named"), "04 40 21");
  for (const name of ["others", "some", "two"] as const) {
    assert.not.match(pairsOf(name), /(00|11|22|33|44)/, name);
  }
  sim.dispose();
});

test("between slices of one population, self: false leaves out the neuron itself", async () => {
  const cells = population(10, spiking);
  const [first, second] = [cells.slice(0, 6), cells.slice(4, 10)];
  const net = network({
    cells,
    some: connect(first, second, { to: "g", w: nS(1), pattern: sparse({ probability: 1, self: false }) }),
    degree: connect(first, second, { to: "g", w: nS(1), pattern: sparse({ inDegree: 5, self: false }) }),
    out: connect(first, second, { to: "g", w: nS(1), pattern: sparse({ outDegree: 5, self: false }) }),
    profile: connect(first, second, { to: "g", w: nS(1), pattern: sparse({ probability: () => 1, self: false }) }),
  });
  const sim = await compile(net, { dt: ms(0.5), backend: "reference" });
  for (const [name, count] of [
    ["some", 34],
    ["degree", 30],
    ["out", 30],
    ["profile", 34],
  ] as const) {
    const { pre, post } = sim.synapses(name);
    assert.is(pre.length, count, name);
    assert.not.ok(
      pre.some((i, s) => i === post[s]),
      name,
    );
  }
  sim.dispose();
  const whole = connect(cells.slice(0, 5), cells.slice(5, 10), {
    to: "g",
    w: nS(1),
    pattern: sparse({ inDegree: 5, self: false }),
  });
  assert.is(whole.ends.pre.size, 5);
});

for (const backend of ["reference", "wasm"] as const) {
  test(`${backend}: what a slice joins spikes and learns as the same synapses between whole populations do`, async () => {
    const run = async (isSliced: boolean) => {
      const [input, cells] = [poisson(8), population(9, spiking)];
      const [from, to] = [input.slice(2, 8), cells.slice(1, 5)];
      const list = Array.from({ length: 24 }, (_, s) => s);
      const shown = synapse({ ...shifted(isSliced), equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(20) } });
      const w = nS(list.map((s) => 3 + 0.1 * s));
      const whole = pairs(
        list.map((s) => 2 + Math.floor(s / 4)),
        list.map((s) => 1 + (s % 4)),
      );
      const wire = isSliced
        ? connect(from, to, { to: "g", w, plasticity: shown, delay: ms(1) })
        : connect(input, cells, { to: "g", w, plasticity: shown, delay: ms(1), pattern: whole });
      const sim = await compile(network({ input, cells, wire }), { dt: ms(0.5), backend, seed: 4 });
      const { counts } = await sim.present({ input: new Float32Array(8).fill(80) }, { duration: ms(200) });
      const found = { counts: [...counts.cells], w: [...(await sim.state.wire.w.read())] };
      sim.dispose();
      return found;
    };
    const shifted = (isSliced: boolean) => ({
      onPre: { x: "x + 1", w: isSliced ? "w + 0.01 * nS * (1 + i + j)" : "w + 0.01 * nS * (1 + (i - 2) + (j - 1))" },
      onPost: { w: "w + 0.02 * nS * x" },
    });
    const [sliced, whole] = [await run(true), await run(false)];
    assert.equal(sliced.counts, whole.counts);
    assert.ok(sliced.counts.some((n) => n > 0));
    for (const [s, x] of sliced.w.entries())
      assert.ok(Math.abs(x - whole.w[s]) < 1e-5 * x, `${s}: ${x}, ${whole.w[s]}`);
  });
}

test("slices that cannot be are refused", () => {
  const [input, cells] = [poisson(10), population(12, cell)];
  refused(
    () => cells.slice(3, 3),
    /slice: found 3 to 3, expected a first neuron from 0 on and the one after the last, at most 12/,
  );
  refused(() => cells.slice(-1, 3), /found -1 to 3/);
  refused(() => cells.slice(0, 13), /found 0 to 13/);
  refused(() => input.slice(0.5, 3), /found 0.5 to 3/);
  refused(
    () => connect(input, cells.slice(0, 5), { to: "g", w: nS(1), pattern: "oneToOne" }),
    /found 10 pre and 5 post neurons/,
  );
  // @ts-expect-error no neurons
  refused(() => connect(input, input.slice(0, 5), { to: "g", w: nS(1) }), /post: found a slice of a source/);
  // @ts-expect-error the neurons of the slice have no such variable
  refused(() => connect(input, cells.slice(0, 5), { to: "h", w: nS(1) }), /to: found "h"/);
  refused(
    () => connect(input, cells.slice(0, 5), { to: "g", w: nS(1), pattern: sparse({ probability: 1, stored: false }) }),
    /a slice with sparse\({ stored: false }\)/,
  );
  const wire = connect(input.slice(0, 2), cells.slice(0, 5), { to: "g", w: nS(1) });
  refused(() => network({ cells, wire }), /its pre population is not part of the network/);
  assert.match(inspect(network({ input, cells, wire })), /input\[0 … 1\] → cells.g\[0 … 4\]: dense, 10 synapses/);
});

test.run();
