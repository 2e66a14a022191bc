import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  convolution,
  type GridWinnersOptions,
  ms,
  network,
  neuron,
  population,
  spikeSource,
} from "../../src/index.js";
import { refused } from "../refused.js";

const [HEIGHT, WIDTH, MAPS] = [6, 7, 4];
const SIZE = HEIGHT * WIDTH * MAPS;
/** Takes the values that it is given: v is what it is written. */
const still = { equations: { "dv/dt": "0 * v / ms" }, threshold: "v > 1" } as const;

/** Who spikes in one step, of neurons on a grid with these values. */
async function winnersOf(values: readonly number[], winners: GridWinnersOptions, seed = 1): Promise<number[]> {
  const cells = population([HEIGHT, WIDTH, MAPS], neuron(still), { winners });
  const sim = await compile(network({ cells }), { dt: ms(1), backend: "wasm", seed });
  await sim.state.cells.v.write(values);
  const { counts } = await sim.present({}, { duration: ms(1) });
  sim.dispose();
  return [...counts.cells.entries()].flatMap(([j, n]) => (n > 0 ? [j] : []));
}

const placeOf = (j: number) => [Math.floor(j / (MAPS * WIDTH)), Math.floor(j / MAPS) % WIDTH] as const;
const apart = (a: number, b: number) => Math.max(...placeOf(a).map((at, axis) => Math.abs(at - placeOf(b)[axis])));

test("the winners are those that no limit can do without: each of the others has one before it that shuts it out", async () => {
  let [x, all] = [1, 0];
  for (const [perMap, radius, count] of [
    [1, 0, 9],
    [2, 1, 3],
    [3, 2, 100],
    [1, undefined, 2],
  ] as const) {
    const values = Array.from({ length: SIZE }, () => {
      x = (x * 48271) % 2147483647;
      return 2 * (x / 2147483647);
    });
    const winners = await winnersOf(values, { perMap, radius, count });
    const before = (j: number) => winners.filter((w) => values[w] > values[j]);
    for (const j of values.keys()) {
      const better = before(j);
      const isFull = better.length >= count || better.filter((w) => w % MAPS === j % MAPS).length >= perMap;
      const isNear = radius !== undefined && better.some((w) => apart(w, j) <= radius);
      assert.is(winners.includes(j), values[j] > 1 && !isFull && !isNear, `${j}`);
    }
    all += winners.length;
  }
  assert.ok(all > 8, `${all} winners`);
});

test("equal margins: the lowest index wins, or by lot each as often as the others: χ² of 600 lots below its 0.999 quantile", async () => {
  const values = Array.from({ length: SIZE }, (_, j) => (j % 21 === 5 ? 2 : 1.5));
  const equal = values.flatMap((v, j) => (v === 2 ? [j] : []));
  assert.is(equal.length, 8);
  assert.equal(await winnersOf(values, { count: 1 }), [5]);
  const cells = population([HEIGHT, WIDTH, MAPS], neuron(still), { winners: { count: 1, ties: "lot" } });
  const sim = await compile(network({ cells }), { dt: ms(1), backend: "wasm", seed: 2 });
  await sim.state.cells.v.write(values);
  const { counts } = await sim.present({}, { duration: ms(600) });
  sim.dispose();
  const expected = 600 / equal.length;
  assert.is(
    counts.cells.reduce((sum, n) => sum + n, 0),
    600,
  );
  const chi2 = equal.reduce((sum, j) => sum + (counts.cells[j] - expected) ** 2 / expected, 0);
  assert.ok(chi2 < 24.32, `χ² = ${chi2}`);
});

test("winners that inhibit: whom they leave no room for is silent for as long as the winner itself", async () => {
  // Both would spike in every step; the refractory period is 5 steps.
  const cell = neuron({ ...still, initial: { v: [2, 3] }, refractory: ms(5), hold: [] });
  for (const inhibit of [false, true]) {
    const cells = population(2, cell, { winners: { count: 1, inhibit } });
    const sim = await compile(network({ cells }), { dt: ms(1), backend: "wasm" });
    const { counts } = await sim.present({}, { duration: ms(20) });
    sim.dispose();
    // Without inhibition the other one spikes in the step after, when the first is refractory.
    assert.equal([...counts.cells], inhibit ? [0, 4] : [4, 4]);
  }
});

test("a grid is checked against windows; limits of maps and places need one; a margin needs a comparison", () => {
  const cell = neuron(still);
  const [input, cells] = [spikeSource(9), population([2, 2, 3], cell)];
  assert.equal(cells.size, 12);
  const wrong = population([3, 2, 2], cell);
  const pattern = convolution({ input: [3, 3, 1], filters: 3, size: 2 });
  connect(input, cells, { to: "v", w: 1, pattern });
  refused(() => connect(input, wrong, { to: "v", w: 1, pattern }), "on a grid of 3 × 2 × 2, expected 2 × 2 × 3");
  // @ts-expect-error: neurons without places
  refused(() => population(12, cell, { winners: { radius: 1 } }), "population([height, width, maps], …)");
  // @ts-expect-error: neurons without maps
  refused(() => population(12, cell, { winners: { perMap: 1 } }), "neurons without places");
  // @ts-expect-error: a word is no number
  refused(() => population(12, cell, { winners: "one" }), 'found "one"');
  refused(() => population(12, cell, { winners: 0 }), "count: found 0, expected a whole number from 1");
  refused(() => population(12, cell, { winners: {} }), "found no limit");
  // @ts-expect-error: a grid has three lengths
  refused(() => population([2, 2], cell), "found a shape of 2 numbers");
  refused(
    () => population(12, neuron({ ...still, threshold: "v > 1 and v < 2" }), { winners: 1 }),
    "not a single comparison",
  );
  const silent = neuron({ equations: still.equations });
  refused(() => population(12, silent, { winners: 1 }), "found neurons without a threshold");
  refused(() => population(12, cell, { winners: { count: 1, inhibit: true } }), "without a refractory period");
  // @ts-expect-error: there is no such way
  refused(() => population(12, cell, { winners: { count: 1, ties: "coin" } }), 'expected "index" or "lot"');
});

test.run();
