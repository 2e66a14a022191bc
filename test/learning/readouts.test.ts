import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  accuracy,
  firstSpike,
  InputError,
  LabelVote,
  logisticReadout,
  ms,
  NgramVote,
  ridgeReadout,
  type SpikeTrain,
  spikeTrain,
} from "../../src/index.js";
import { normalArray, uniformArray } from "../../src/random/distributions.js";
import { refused as refusedAs } from "../refused.js";
import { examples } from "./examples.js";

const near = (found: number, expected: number, bound: number) =>
  assert.ok(Math.abs(found - expected) < bound, `${found} for ${expected}`);
const refused = (work: () => unknown, message: RegExp) => refusedAs(work, message, InputError);
/** Neurons that spike one after the other. */
const order = (...who: number[]): SpikeTrain =>
  spikeTrain(
    who.map((neuron, step) => ({ step, neuron })),
    { steps: 20, neurons: 4, dt: ms(1) },
  );

test("firstSpike: the first neuron with a class decides; together, the most neurons do; worked out by hand", () => {
  const assignments = [2, 0, -1, 0];
  const together = spikeTrain(
    [0, 1, 3].map((neuron) => ({ step: 5, neuron })),
    { steps: 20, neurons: 4 },
  );
  const trains = [order(0, 1, 1), order(2, 0, 1), order(1, 0, 0), together, order(2), order()];
  assert.equal([...firstSpike(trains, assignments, { classes: 3 })], [2, 2, 0, 0, 0, 0]);
});

test("NgramVote: the order of spikes tells classes apart whose counts are alike; worked out by hand", () => {
  const vote = new NgramVote({ neurons: 4, classes: 2 });
  assert.is(vote.observe(order(0, 1, 2), 0), null);
  assert.is(vote.observe(order(2, 1, 0), 1), null);
  assert.is(vote.answer(order(0, 1, 3)), 0);
  assert.is(vote.observe(order(3, 2, 1), 0), 1);
  // (2, 1) has the score 1/2 for class 0 now and 1 for class 1; (1, 0) and (3, 2) 1 for class 1, 1/2 for class 0.
  assert.is(vote.answer(order(2, 1)), 1);
  assert.is(vote.answer(order(3, 2)), 0);
  assert.is(vote.answer(order(1)), null);
});

test("NgramVote: n = 1 is a vote by mean counts of each neuron", () => {
  const data = examples(3, 200, 12, 4);
  const vote = new NgramVote({ neurons: 12, classes: 4, n: 1 });
  const trains = data.counts.map((counts) =>
    spikeTrain(
      [...counts].flatMap((n, neuron) => Array.from({ length: n }, (_, step) => ({ step, neuron }))),
      { steps: 20, neurons: 12 },
    ),
  );
  const rates = Array.from({ length: 4 }, () => new Float64Array(12));
  const seen = [0, 0, 0, 0];
  for (const [e, train] of trains.entries()) {
    const scores = rates.map((own, c) =>
      own.reduce((sum, total, j) => sum + (total / Math.max(1, seen[c])) * data.counts[e][j], 0),
    );
    const answer = vote.observe(train, data.labels[e]);
    const most = Math.max(...scores);
    if (most > 0) assert.ok(scores[answer ?? -1] > most - 1e-9, `example ${e}`);
    else assert.is(answer, null);
    seen[data.labels[e]]++;
    data.counts[e].forEach((n, j) => {
      rates[data.labels[e]][j] += n;
    });
  }
});

test("a memory of 0.9: rates are exponentially weighted means, and labels follow a neuron that changes its preference", () => {
  const [memory, seen] = [0.9, [4, 0, 2, 7]];
  const vote = new LabelVote({ neurons: 1, classes: 2, memory });
  for (const n of seen) vote.observe([n], 0);
  const weights = seen.map((_, i) => memory ** (seen.length - 1 - i));
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  near(vote.rates[0], sum(seen.map((n, i) => n * weights[i])) / sum(weights), 1e-6);

  const changes = (remembered: number) => {
    const other = new LabelVote({ neurons: 1, classes: 2, memory: remembered });
    for (let e = 0; e < 200; e++) other.observe([e % 2 === 0 ? 5 : 1], e % 2);
    let late = 0;
    for (; other.assignments[0] === 0; late++) other.observe([late % 2 === 0 ? 1 : 5], late % 2);
    return late;
  };
  assert.ok(changes(0.9) < 20, `${changes(0.9)}`);
  assert.ok(changes(1) > 180, `${changes(1)}`);
});

test("a memory is kept through JSON, and the answers go on alike", () => {
  const data = examples(5, 200, 10, 3);
  const vote = new LabelVote({ neurons: 10, classes: 3, memory: 0.8 });
  for (let e = 0; e < 100; e++) vote.observe(data.counts[e], data.labels[e]);
  const again = LabelVote.from(JSON.parse(JSON.stringify(vote)));
  for (let e = 100; e < 200; e++) {
    assert.is(again.observe(data.counts[e], data.labels[e]), vote.observe(data.counts[e], data.labels[e]));
  }
  assert.equal(again.rates, vote.rates);
  refused(() => new LabelVote({ neurons: 1, classes: 2, memory: 1.1 }), /memory: found 1.1, expected a number up to 1/);
  assert.throws(() => LabelVote.from({ ...vote.toJSON(), memory: 2 }), /expected the state of a LabelVote/);
});

test("ridgeReadout: the gradient of what it minimizes is 0, for random features of either sign", () => {
  const [rows, columns, classes, penalty] = [60, 7, 3, 0.7];
  const features = normalArray(rows * columns, { seed: 1, stream: 0 }).map((x, i) => x + (i % columns));
  const labels = Int32Array.from(uniformArray(rows, { seed: 1, stream: 1 }), (u) => Math.floor(classes * u));
  const readout = ridgeReadout(features, labels, { classes, penalty });
  const off = readout
    .scores(features)
    .map((score, i) => score - Number(labels[Math.floor(i / classes)] === i % classes));
  for (let c = 0; c < classes; c++) {
    let total = 0;
    for (let e = 0; e < rows; e++) total += off[e * classes + c];
    near(total, 0, 1e-9);
    for (let j = 0; j < columns; j++) {
      let slope = penalty * readout.weights[j * classes + c];
      for (let e = 0; e < rows; e++) slope += off[e * classes + c] * features[e * columns + j];
      near(slope, 0, 1e-9);
    }
  }
});

test("ridgeReadout: one feature, in closed form: weight = Sxy / (Sxx + penalty)", () => {
  const readout = ridgeReadout([[0], [2], [4]], [0, 1, 1], { classes: 2, penalty: 2 });
  // Mean 2, Sxx = 8; for class 1 Sxy = 0·2 + 2·1 = 2.
  near(readout.weights[1], 0.2, 1e-12);
  near(readout.bias[1], 2 / 3 - 0.4, 1e-12);
});

test("logisticReadout: without much penalty, one binary feature gives the log odds of a two by two table", () => {
  // Feature 0: 6 of class 0, 2 of class 1; feature 1: 3 and 9.
  const features = [...Array(8).fill(0), ...Array(12).fill(1)];
  const labels = [...Array(6).fill(0), 1, 1, ...Array(3).fill(0), ...Array(9).fill(1)];
  const { weights, bias } = logisticReadout(features, labels, { classes: 2, penalty: 1e-7 });
  near(bias[1] - bias[0], Math.log(2 / 6), 1e-5);
  near(weights[1] - weights[0], Math.log(9 / 3) - Math.log(2 / 6), 1e-5);
});

test("logisticReadout: the gradient of what it minimizes is 0, for features of very different sizes", () => {
  const [rows, columns, classes, penalty] = [80, 5, 3, 0.5];
  const features = normalArray(rows * columns, { seed: 2, stream: 0 }).map((x, i) => x * [0.1, 1, 5, 1, 20][i % 5]);
  const labels = Int32Array.from(uniformArray(rows, { seed: 2, stream: 1 }), (u) => Math.floor(classes * u));
  const readout = logisticReadout(features, labels, { classes, penalty });
  const scores = readout.scores(features);
  for (let c = 0; c < classes; c++) {
    for (let j = 0; j < columns; j++) {
      let slope = penalty * readout.weights[j * classes + c];
      for (let e = 0; e < rows; e++) {
        const own = scores.subarray(e * classes, (e + 1) * classes);
        const p = Math.exp(own[c]) / own.reduce((sum, s) => sum + Math.exp(s), 0);
        slope += (p - Number(labels[e] === c)) * features[e * columns + j];
      }
      near(slope, 0, 1e-3);
    }
  }
});

test("both readouts learn the classes of neurons that prefer one, from counts they have not seen", () => {
  const data = examples(7, 500, 30, 4);
  const [fit, rest] = [data.counts.slice(0, 250), data.counts.slice(250)];
  for (const readout of [ridgeReadout, logisticReadout]) {
    const found = readout(fit, data.labels.slice(0, 250), { classes: 4, penalty: 3 });
    const share = accuracy(found.answers(rest), data.labels.slice(250));
    assert.ok(share > 0.9, `${readout.name}: ${share}`);
  }
});

test("what does not fit is refused", () => {
  const trains = [order(1)];
  refused(() => firstSpike(trains, [0, 1], { classes: 2 }), /trains\[0\]: found a train of 4 neurons, expected 2/);
  refused(() => firstSpike({} as never, [0], { classes: 2 }), /trains: found a plain object, expected a list/);
  const vote = new NgramVote({ neurons: 3, classes: 2 });
  refused(() => vote.observe(order(1), 0), /NgramVote.observe: found a train of 4 neurons, expected 3/);
  refused(() => new NgramVote({ neurons: 3, classes: 2, n: 0 }), /n: found 0, expected a whole number from 1/);
  refused(() => ridgeReadout([[1], [2]], [0], { classes: 2 }), /features: found the shape \[2, 1\], expected \[1, …\]/);
  refused(() => ridgeReadout([[1]], [0], { classes: 2, penalty: 0 }), /penalty: found 0, expected a number above 0/);
  refused(() => logisticReadout([[Number.NaN]], [0], { classes: 2 }), /features: found NaN, expected finite numbers/);
  const readout = ridgeReadout([[1], [2]], [0, 1], { classes: 2 });
  refused(() => readout.answers([[1, 2]]), /LinearReadout, features: found the shape \[1, 2\], expected \[…, 1\]/);
});

test.run();
