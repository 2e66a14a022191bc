import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  connect,
  type Distribution,
  ms,
  neuron,
  type Pattern,
  type Population,
  pairs,
  population,
  type Quantity,
  type SpikeSource,
  sparse,
  spikeSource,
  uniform,
} from "../../src/index.js";
import { lowerTopology } from "../../src/program/topology.js";
import { Dice } from "../backend/dice.js";

const cell = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });
const DT = 0.5;

function lowered(
  pre: SpikeSource | Population,
  post: Population,
  pattern: Pattern,
  delay?: Quantity<"time"> | Distribution,
) {
  return lowerTopology("wire", connect(pre, post, { to: "g", w: 1, pattern, delay }), DT, 7);
}

/** The synapses of a sparse topology as "pre>post@delay in steps", sorted; checks that its two listings agree. */
function listed(
  { topology, delays, synapses }: ReturnType<typeof lowered>,
  preSize: number,
  postSize: number,
): string[] {
  if (topology.kind !== "sparse") throw new TypeError(topology.kind);
  const { rowStart, post } = topology;
  const { start: columnStart, synapse: columnSynapse, row: columnRow } = topology.columns;
  assert.is(rowStart.length, preSize * delays.length + 1);
  assert.is(columnStart.length, postSize + 1);
  assert.equal([rowStart[0], rowStart[rowStart.length - 1]], [0, synapses]);
  assert.equal([columnStart[0], columnStart[postSize]], [0, synapses]);
  const rowOf = new Int32Array(synapses);
  for (let row = 0; row < preSize * delays.length; row++) {
    for (let s = rowStart[row]; s < rowStart[row + 1]; s++) {
      rowOf[s] = row;
      if (s > rowStart[row]) assert.ok(post[s] >= post[s - 1], "ascending in each row");
    }
  }
  const seen = new Set<number>();
  for (let j = 0; j < postSize; j++) {
    for (let at = columnStart[j]; at < columnStart[j + 1]; at++) {
      const s = columnSynapse[at];
      assert.is(post[s], j, "a column lists synapses onto its neuron");
      assert.is(columnRow[at], rowOf[s], "and the row that each is in");
      if (at > columnStart[j]) assert.ok(columnRow[at] >= columnRow[at - 1], "ascending rows in each column");
      seen.add(s);
    }
  }
  assert.is(seen.size, synapses, "each synapse stands in one column");
  return Array.from(
    rowOf,
    (row, s) => `${Math.floor(row / delays.length)}>${post[s]}@${delays[row % delays.length]}`,
  ).sort();
}

test("regular patterns with one delay are not stored", () => {
  const [input, cells] = [spikeSource(4), population(4, cell)];
  for (const [pattern, synapses] of [
    ["dense", 16],
    ["oneToOne", 4],
    ["allButSelf", 0],
  ] as const) {
    const found = lowered(input, cells, pattern, ms(1.5));
    assert.equal(found, { topology: { kind: pattern }, delays: [3], synapses });
  }
});

test("delays are rounded to whole steps", () => {
  const [input, cells] = [spikeSource(2), population(2, cell)];
  assert.equal(lowered(input, cells, "dense", ms(0.74)).delays, [1]);
  assert.equal(lowered(input, cells, "dense", ms(0.76)).delays, [2]);
  assert.equal(lowered(input, cells, "dense", ms([0, 0.2, 0.6, 4])).delays, [0, 1, 8]);
});

test("listed pairs with delays of their own come back, doubles included, whatever their order", () => {
  const dice = new Dice(3);
  for (let i = 0; i < 100; i++) {
    const [preSize, postSize, count] = [dice.whole(1, 9), dice.whole(1, 9), dice.whole(0, 60)];
    const ends = (size: number) => Array.from({ length: count }, () => dice.whole(0, size - 1));
    const [pre, post] = [ends(preSize), ends(postSize)];
    const steps = ends(4).map((x) => x % 4);
    const found = lowered(
      spikeSource(preSize),
      population(postSize, cell),
      pairs(pre, post),
      count === 0 ? undefined : ms(steps.map((k) => k * DT)),
    );
    const expected = pre.map((p, s) => `${p}>${post[s]}@${count === 0 ? 0 : steps[s]}`).sort();
    assert.equal(listed(found, preSize, postSize), expected);
    // `order` leads from the sorted synapse to the declared one.
    const { topology, order, delays } = found;
    if (topology.kind !== "sparse") throw new TypeError("not sorted");
    const declaredAt = order ?? Int32Array.from({ length: count }, (_, s) => s);
    for (const [s, declared] of declaredAt.entries()) {
      assert.is(topology.post[s], post[declared]);
      let row = 0;
      while (topology.rowStart[row + 1] <= s) row++;
      assert.is(Math.floor(row / delays.length), pre[declared]);
    }
    assert.equal(
      Array.from(declaredAt).sort((a, b) => a - b),
      Array.from({ length: count }, (_, s) => s),
    );
  }
});

test("dense and one-to-one with drawn delays hold every pair once, each delay in its range", () => {
  const all = Array.from({ length: 30 }, (_, s) => `${Math.floor(s / 5)}>${s % 5}`);
  const delay = uniform(ms(0), ms(10));
  const dense = lowered(spikeSource(6), population(5, cell), "dense", delay);
  const withoutDelay = (synapses: string[]) => synapses.map((s) => s.replace(/@.*/, ""));
  assert.equal(withoutDelay(listed(dense, 6, 5)).sort(), all.sort());
  assert.ok(dense.delays.length > 5 && dense.delays.every((d) => d >= 0 && d <= 20));
  const one = lowered(spikeSource(5), population(5, cell), "oneToOne", delay);
  assert.equal(withoutDelay(listed(one, 5, 5)), ["0>0", "1>1", "2>2", "3>3", "4>4"]);
});

test("random pairs: as many as the probability says, none twice, and self-connections only where allowed", () => {
  const cells = population(120, cell);
  for (const [probability, self] of [
    [0.05, true],
    [0.3, false],
    [1, false],
    [0, true],
  ] as const) {
    const synapses = listed(lowered(cells, cells, sparse({ probability, self })), 120, 120);
    assert.is(new Set(synapses).size, synapses.length);
    const possible = self ? 120 * 120 : 120 * 119;
    const deviation = Math.sqrt(possible * probability * (1 - probability));
    assert.ok(Math.abs(synapses.length - possible * probability) <= 4 * deviation, `${synapses.length} synapses`);
    const own = synapses.filter((s) => /^(\d+)>\1@/.test(s)).length;
    assert.ok(self || own === 0);
  }
});

test("what cannot be laid out is refused", () => {
  const large = population(2 ** 15, cell);
  assert.throws(() => lowered(spikeSource(2 ** 15), large, "dense"), /dense synapses, expected at most .*Use sparse/);
  const cells = population(4, cell);
  assert.throws(
    () => lowered(cells, cells, "allButSelf", uniform(ms(0), ms(1))),
    /found several delays with .*allButSelf/,
  );
  assert.throws(() => lowered(cells, cells, "dense", ms([1, 2, 3])), /found 3 delays, expected one for each of 16/);
});

test.run();
