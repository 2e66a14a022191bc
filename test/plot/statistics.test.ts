import { test } from "uvu";
import * as assert from "uvu/assert";
import { spikeIntervals, variation } from "../../src/analysis/intervals.js";
import { InputError } from "../../src/errors.js";
import { checkFigure } from "../../src/plot/checkFigure.js";
import type { Figure, Line } from "../../src/plot/figure.js";
import { binValues } from "../../src/plot/histogram.js";
import { interSpikeIntervals } from "../../src/plot/interSpikeIntervals.js";
import { spikeCounts } from "../../src/plot/spikeCounts.js";
import { weightHistogram } from "../../src/plot/weightHistogram.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { ms } from "../../src/units/units.js";
import { markOf, marksOf, uniform } from "./support.js";

/** The bars of a histogram, with what the line expects there. */
const bins = (figure: Figure) => {
  const { x, y, width } = markOf(figure, "bars");
  const line = marksOf(figure).find((mark): mark is Line => mark.kind === "line");
  return Array.from(x, (middle, i) => ({
    from: middle - width / 2,
    to: middle + width / 2,
    count: y[i],
    expected: line?.y[i],
  }));
};
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test("binValues: half-open bins, the last one closed, nothing lost within the range", () => {
  assert.equal(binValues([0, 0.5, 1, 1.5, 2, 3], 0, 2, 2).counts, [2, 3]);
  const random = uniform(3);
  const values = Float64Array.from({ length: 10_000 }, random);
  assert.is(sum(binValues(values, 0, 1, 37).counts), 10_000);
});

test("weightHistogram carries bins, not weights, and says how many are outside", () => {
  const random = uniform(4);
  const figure = weightHistogram(Float32Array.from({ length: 100_000 }, random), { range: [0, 0.5] });
  assert.is(bins(figure).length, 50);
  const inside = sum(bins(figure).map(({ count }) => count));
  assert.ok(figure.subtitle?.includes(`${(100_000 - inside).toLocaleString("en")} outside`));
  // Uniform weights: each bin holds 1000 ± 5 standard deviations of a binomial count.
  for (const { count } of bins(figure)) assert.ok(Math.abs(count - 1000) < 5 * Math.sqrt(1000 * 0.99), String(count));
  assert.ok(JSON.stringify(figure).length < 10_000);
});

test("weightHistogram: with all weights outside the range, the histogram is empty and its axes are valid", () => {
  for (const [log, end] of [
    [false, [0, 1]],
    [true, [0.7, 1]],
  ] as const) {
    const figure = weightHistogram([5, 6], { range: [0, 1], log });
    assert.is(sum(bins(figure).map(({ count }) => count)), 0);
    assert.equal(figure.panels[0].y.range, end);
    assert.is(figure.subtitle, "mean 5.5, greatest 6; 2 outside the axis");
    checkFigure("test", figure);
  }
});

test("a logarithmic histogram has no empty bars", () => {
  for (const { count } of bins(weightHistogram([0, 0, 1], { log: true }))) assert.ok(count > 0);
});

test("spikeCounts: a bar over each number; mean and Fano factor are those of the numbers", () => {
  const figure = spikeCounts([0, 1, 1, 4]);
  assert.equal(
    bins(figure).map(({ from, to, count }) => [(from + to) / 2, count]),
    [
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 0],
      [4, 1],
    ],
  );
  // Mean 6/4, variance (18 − 4·(6/4)²) / 3 = 3, ratio 2.
  assert.is(figure.subtitle, "mean 1.5, Fano factor 2");
  assert.is(spikeCounts([3]).subtitle, "mean 3");
});

test("interSpikeIntervals: intervals within neurons, whatever the order of the spikes", () => {
  const figure = interSpikeIntervals({ times: ms([30, 1, 10, 2, 20]), neurons: [0, 1, 0, 2, 0] }, { bins: 1 });
  assert.equal(
    bins(figure).map(({ count }) => count),
    [2],
  );
  assert.is(figure.subtitle, "mean 10 ms, coefficient of variation 0");
});

test("interSpikeIntervals: the coefficient of variation is that of the analysis", () => {
  const train = spikeTrain(
    [0, 1, 3, 6].map((step) => ({ step, neuron: 0 })),
    { steps: 7, neurons: 1, dt: ms(1) },
  );
  assert.is(variation(spikeIntervals(train))[0], 0.5);
  assert.is(interSpikeIntervals(train).subtitle, "mean 2 ms, coefficient of variation 0.5");
  assert.is(interSpikeIntervals({ times: ms([1, 3]), neurons: [0, 0] }).subtitle, "mean 2 ms");
});

test("interSpikeIntervals: a Poisson process meets the line of expectation", () => {
  const random = uniform(5);
  const times: number[] = [];
  for (let t = 0; times.length < 20_001; t -= 50 * Math.log(1 - random())) times.push(t);
  const shown = bins(interSpikeIntervals({ times: ms(times), neurons: new Uint8Array(times.length) }));
  // χ² over bins with at least 20 expected; 99.99 % bound by Wilson–Hilferty.
  const used = shown.filter(({ expected = 0 }) => expected >= 20);
  const chi2 = sum(used.map(({ count, expected = 0 }) => (count - expected) ** 2 / expected));
  const degrees = used.length - 1;
  const bound = degrees * (1 - 2 / (9 * degrees) + 3.72 * Math.sqrt(2 / (9 * degrees))) ** 3;
  assert.ok(used.length > 10 && chi2 < bound, `χ² ${chi2} of ${degrees} degrees of freedom`);
});

const refused: [string, () => unknown, RegExp][] = [
  ["no weights", () => weightHistogram([]), /weights: found no values/],
  ["an empty range", () => weightHistogram([1], { range: [1, 1] }), /low below high/],
  ["one end of a range", () => weightHistogram([1], { range: 5 as never }), /range: found 5, expected \[low, high\]/],
  [
    "three ends of a range",
    () => weightHistogram([1], { range: [0, 1, 2] as never }),
    /range: found \[0, 1, 2\], expected \[low, high\] with low below high/,
  ],
  [
    "a word for a flag",
    () => weightHistogram([1], { log: "yes" as never }),
    /log: found "yes", expected true or false/,
  ],
  [
    "spikes at the same time",
    () => interSpikeIntervals({ times: ms([1, 1]), neurons: [0, 0] }),
    /found only intervals of 0 ms/,
  ],
  [
    "too many bins",
    () => interSpikeIntervals({ times: ms([1, 2]), neurons: [0, 0] }, { bins: 1e9 }),
    /bins: found 1000000000, expected a whole number from 1 to 100000/,
  ],
  ["no bins", () => weightHistogram([1], { bins: 0 }), /bins: found 0/],
  ["half a spike", () => spikeCounts([0.5]), /counts\[0\]: found 0\.5/],
  [
    "no second spike",
    () => interSpikeIntervals({ times: ms([1, 2]), neurons: [0, 1] }),
    /found no neuron with two spikes/,
  ],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
