import { test } from "uvu";
import * as assert from "uvu/assert";
import { scaledPhi1 } from "../../../src/backend/wasm/phi1.js";
import { compile, ms, network, neuron, population } from "../../../src/index.js";

/** The values of an expression in x, four lanes at a time, from one step of forward Euler of dy/dt = f(x)/dt. */
async function values(expression: string, x: readonly number[]): Promise<Float32Array> {
  const model = neuron({
    equations: { "dy/dt": `(${expression}) / step` },
    parameters: { x: Float64Array.from(x), step: ms(1) },
    method: "euler",
  });
  const sim = await compile(network({ cells: population(x.length, model) }), { dt: ms(1), backend: "wasm" });
  await sim.present({}, { duration: ms(1) });
  return sim.state.cells.y.read();
}

const between = (low: number, high: number, count = 401): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** Greatest error relative to the true value of the float32 argument, in units of 2⁻²⁴. */
async function worst(expression: string, f: (x: number) => number, x: readonly number[]): Promise<number> {
  const found = await values(expression, x);
  return Math.max(
    ...x.map((given, i) => {
      const truth = f(Math.fround(given));
      return truth === 0 ? Math.abs(found[i]) * 2 ** 24 : (Math.abs(found[i] - truth) / Math.abs(truth)) * 2 ** 24;
    }),
  );
}

test("exp is within 3 units of float32 from −87 to 88, 0 below and infinite above", async () => {
  assert.ok((await worst("exp(x)", Math.exp, between(-87, 88))) < 3);
  const ends = [-500, -45, 44.5, 300];
  assert.equal([...(await values("exp(2 * x)", ends.slice(0, 2)))], [0, 0]);
  assert.equal([...(await values("exp(2 * x) > 3.4e38", ends))], [0, 0, 1, 1]);
});

test("φ₁ is within 6 units of float32 by its polynomial, by its series and by neither", async () => {
  const phi1 = (z: number) => (z === 0 ? 1 : Math.expm1(z) / z);
  for (const end of [0.019, 0.129, 0.34, 0.4, 3, 40])
    assert.ok((await worst("phi1(x)", phi1, between(-end, end))) < 6, `${end}`);
  // Four lanes of one vector that each need another way.
  assert.ok((await worst("phi1(x)", phi1, [0, 1e-6, -0.2, -30])) < 6);
});

test("the polynomial of φ₁ is within 2⁻²⁵ over its range, also where a factor and a rate are part of it", () => {
  for (const [factor, rate] of [
    [1, 1],
    [0.005, 0.005],
    [-3, -20],
  ]) {
    const { terms, low, high } = scaledPhi1(factor, rate);
    assert.ok(low < high);
    for (const y of between(low, high)) {
      const z = rate * y;
      const exact = z === 0 ? factor : (factor * Math.expm1(z)) / z;
      const sum = terms.reduceRight((rest, term) => term + y * rest);
      assert.ok(Math.abs(sum / exact - 1) < 2 ** -25, `${factor}, ${rate}: ${y}`);
    }
  }
});

test("φ₁ is as exact in blocks with refractory neurons", async () => {
  // The first of 16 neurons spikes in the first step and is refractory in the second, in which y becomes φ₁(x).
  const phi1 = (z: number) => Math.expm1(z) / z;
  for (const [low, high] of [
    [0.01, 0.24],
    [0.2, 0.34],
    [0.3, 0.4],
    [-0.5, 0.5],
    [1, 30],
  ]) {
    const x = Float64Array.from(between(low, high, 320));
    const model = neuron({
      equations: { "dy/dt": "(phi1(x) - y) / step" },
      parameters: { x, step: ms(1), first: Float64Array.from(x, (_, i) => Number(i % 16 === 0)) },
      threshold: "first > 0",
      refractory: ms(5),
      method: "euler",
    });
    const sim = await compile(network({ cells: population(x.length, model) }), { dt: ms(1), backend: "wasm" });
    const { counts } = await sim.run(ms(2));
    assert.equal([...counts.cells].slice(0, 17), [1, ...Array(15).fill(0), 1]);
    const y = await sim.state.cells.y.read();
    const units = Array.from(x, (z, i) => (i % 16 === 0 ? 0 : Math.abs(y[i] / phi1(Math.fround(z)) - 1) * 2 ** 24));
    assert.ok(Math.max(...units) < 6, `${low} … ${high}: ${Math.max(...units)}`);
  }
});

test("the other functions and operators are those of float64, rounded", async () => {
  const range = between(0.01, 7);
  const cases: [string, (x: number) => number, number[]][] = [
    ["log(x)", Math.log, range],
    ["sin(x)", Math.sin, range],
    ["cos(x)", Math.cos, range],
    ["tanh(x)", Math.tanh, between(-5, 5)],
    ["sqrt(x)", Math.sqrt, range],
    ["abs(x)", Math.abs, between(-3, 3)],
    ["floor(x)", Math.floor, between(-3.3, 3.4)],
    ["ceil(x)", Math.ceil, between(-3.3, 3.4)],
    ["x^5", (x) => x ** 5, range],
    ["x^(-3)", (x) => x ** -3, range],
    ["x^0.5", Math.sqrt, range],
    ["x^1.7", (x) => x ** 1.7, range],
    ["min(x, 2) + max(x, 3)", (x) => Math.min(x, 2) + Math.max(x, 3), range],
    ["clip(x, 1, 4)", (x) => Math.min(Math.max(x, 1), 4), range],
    ["where(x > 2 and not x >= 5 or x == 0.5, 3, x)", (x) => ((x > 2 && x < 5) || x === 0.5 ? 3 : x), [...range, 0.5]],
    ["(x + 1) * (x + 1) / (x + 1) - 1", (x) => x, between(3, 9)],
  ];
  for (const [expression, f, x] of cases) {
    const units = await worst(expression, f, x);
    assert.ok(units < 8, `${expression}: ${units}`);
  }
});

test.run();
