import { test } from "uvu";
import * as assert from "uvu/assert";
import { accuracy, logisticReadout, ridgeReadout } from "../../src/index.js";

/** Repeatable numbers from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 2 ** 31;
  };
}

/** Three classes that differ in two of three features; the first is noise in some unit. */
function problem(unit: number, offset = 0) {
  const next = numbers(7);
  const features: number[] = [];
  const labels: number[] = [];
  for (let e = 0; e < 300; e++) {
    const common = 3 * next();
    const own = e % 3;
    labels.push(own);
    features.push(unit * (offset + next()));
    for (const c of [0, 1]) features.push(common + (own === c ? 0.5 : 0) + 0.1 * next());
  }
  return { features: { dataSync: () => Float64Array.from(features), shape: [300, 3] }, labels };
}

const rows = (features: { dataSync(): Float64Array }): number[][] => {
  const all = features.dataSync();
  return Array.from({ length: 300 }, (_, e) => [...all.slice(3 * e, 3 * e + 3)]);
};

/** The slopes of the documented sum by weights and biases, and the sizes of the terms that cancel there. */
function slopes(x: number[][], labels: number[], penalty: number, weights: Float64Array, bias: Float64Array) {
  const slope = Array.from(weights, (w) => penalty * w);
  const size = slope.map(Math.abs);
  for (const [e, row] of x.entries()) {
    const scores = [0, 1, 2].map((c) => bias[c] + row.reduce((sum, value, j) => sum + value * weights[j * 3 + c], 0));
    const total = scores.reduce((sum, score) => sum + Math.exp(score - Math.max(...scores)), 0);
    for (const c of [0, 1, 2]) {
      const off = Math.exp(scores[c] - Math.max(...scores)) / total - (labels[e] === c ? 1 : 0);
      for (const j of [0, 1, 2]) {
        slope[j * 3 + c] += off * row[j];
        size[j * 3 + c] += Math.abs(off * row[j]);
      }
    }
  }
  return slope.map((value, i) => Math.abs(value) / size[i]);
}

test("logisticReadout reaches the minimum whatever the units of the features", () => {
  for (const unit of [1e-4, 1, 1e4, 1e5]) {
    for (const penalty of [0.01, 1]) {
      const { features, labels } = problem(unit);
      const x = rows(features);
      const readout = logisticReadout(x as never, labels, { classes: 3, penalty });
      const steep = Math.max(...slopes(x, labels, penalty, readout.weights as never, readout.bias as never));
      assert.ok(steep < 1e-5, `unit ${unit}, penalty ${penalty}: slope ${steep} of its terms`);
      if (penalty === 0.01) assert.is(accuracy(readout.answers(x as never), labels), 1, `unit ${unit}`);
    }
  }
});

test("logisticReadout: features far from 0 compared with their spread", () => {
  const [near, far] = [0, 1000].map((offset) => {
    const { features, labels } = problem(1, offset);
    const x = rows(features);
    return logisticReadout(x as never, labels, { classes: 3, penalty: 0.1 });
  });
  for (const [i, w] of near.weights.entries()) {
    assert.ok(Math.abs(far.weights[i] - w) < 1e-6 * Math.max(1, Math.abs(w)), `${far.weights[i]} for ${w}`);
  }
});

test("ridgeReadout: a feature that is the sum of two others, in units of any size", () => {
  for (const unit of [1, 1e7, 1e-3]) {
    const next = numbers(1);
    const x: number[][] = [];
    const labels: number[] = [];
    for (let i = 0; i < 200; i++) {
      const [a, b] = [next(), next() + (i % 2)];
      x.push([a, b, a + b].map((value) => value * unit));
      labels.push(i % 2);
    }
    const readout = ridgeReadout(x as never, labels, { classes: 2 });
    for (const w of readout.weights) assert.ok(Number.isFinite(w), `${unit}: ${readout.weights}`);
    const share = accuracy(readout.answers(x as never), labels);
    assert.ok(unit < 1 ? share > 0.9 : share > 0.96, `unit ${unit}: ${share}`);
  }
});

test.run();
