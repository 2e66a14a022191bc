import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { allActivity } from "../../src/learning/allActivity.js";
import { assignLabels } from "../../src/learning/assignLabels.js";
import { naiveBayes } from "../../src/learning/naiveBayes.js";
import { proportionWeighted } from "../../src/learning/proportionWeighted.js";
import { permutation } from "../../src/random/distributions.js";
import { examples, largest, margin, meanCounts } from "./examples.js";

/** By hand: neurons 0 and 1 like class 0, neuron 2 class 1, neuron 3 is equal for 1 and 2, neuron 4 is silent. */
const table = {
  counts: [
    [4, 2, 0, 0, 0], // class 0
    [2, 4, 1, 0, 0], // class 0
    [1, 0, 6, 2, 0], // class 1
    [0, 0, 1, 1, 0], // class 2
    [0, 1, 0, 2, 0], // class 2
  ],
  labels: [0, 0, 1, 2, 2],
};
const classes = 3;

test("a table worked out by hand", () => {
  const { labels, rates } = assignLabels(table.counts, table.labels, { classes });
  const expected = [
    [3, 1, 0],
    [3, 0, 0.5],
    [0.5, 6, 0.5],
    [0, 2, 1.5],
    [0, 0, 0],
  ];
  assert.equal([...rates], expected.flat());
  assert.equal([...labels], [0, 0, 1, 1, -1]);
});

test("votes worked out by hand: a mean over the neurons of a class, not a sum", () => {
  const assignments = [0, 0, 1, 2, -1];
  // Class 0: (3 + 2) / 2 = 2.5, class 1: 2, class 2: 2; the silent neuron's spikes count for nobody.
  assert.equal([...allActivity([3, 2, 2, 2, 99], assignments, { classes })], [0]);
  // 4 / 2 = 2 against 3.
  assert.equal([...allActivity([[3, 1, 3, 0, 0]], assignments, { classes })], [1]);
});

test("proportions worked out by hand: every neuron speaks for all of its classes", () => {
  const rates = [
    [3, 1, 0],
    [0, 2, 2],
    [0, 0, 0],
  ];
  // Class 0: 2 · 3/4 = 1.5; class 1: 2 · 1/4 + 3 · 1/2 = 2; class 2: 1.5.
  assert.equal([...proportionWeighted([2, 3, 50], rates, { classes })], [1]);
  // A neuron that spikes much for every class does not outvote by its rates.
  assert.equal([...proportionWeighted([1, 1], [100, 90, 0, 1], { classes: 2 })], [1]);
});

/** The Poisson probability of a count. */
const poisson = (count: number, mean: number): number => {
  let probability = Math.exp(-mean);
  for (let k = 1; k <= count; k++) probability *= mean / k;
  return probability;
};

test("naive Bayes answers with the class of the largest product of Poisson probabilities", () => {
  for (let seed = 0; seed < 6; seed++) {
    const data = examples(seed, 200, 8, 4);
    const { rates } = assignLabels(data.counts, data.labels, { classes: 4 });
    const tests = examples(seed + 50, 60, 8, 4);
    const answers = naiveBayes(tests.counts, rates, { classes: 4 });
    tests.counts.forEach((row, e) => {
      const likelihood = Array.from({ length: 4 }, (_, c) =>
        row.reduce((product, count, j) => product * poisson(count, Math.max(rates[4 * j + c], 1e-3)), 1),
      );
      assert.is(answers[e], largest(likelihood));
    });
  }
});

test("for naive Bayes, silence speaks for the class that excites least, and no neuron has a veto", () => {
  assert.equal([...naiveBayes([0, 0], [2, 1, 2, 1], { classes: 2 })], [1]);
  // The first neuron never spiked for class 1; ten spikes of the second weigh more: 10 · log 8 > log 1000 + 7.
  assert.equal([...naiveBayes([1, 10], [1, 0, 1, 8], { classes: 2 })], [1]);
  assert.equal([...naiveBayes([1, 1], [1, 0, 1, 8], { classes: 2 })], [0]);
});

test("equal votes, and silence, are answered with the lowest class", () => {
  const assignments = [2, 1, 1];
  assert.equal([...allActivity([2, 2, 2], assignments, { classes })], [1]);
  assert.equal([...allActivity([0, 0, 0], assignments, { classes })], [0]);
  assert.equal([...proportionWeighted([0, 0], [0, 1, 1, 0], { classes: 2 })], [0]);
  assert.equal([...proportionWeighted([1, 1], [0, 1, 1, 0], { classes: 2 })], [0]);
});

test("a class that was never presented has no rate and no neurons", () => {
  const { labels, rates } = assignLabels([[1, 2]], [1], { classes: 4 });
  assert.equal([...rates], [0, 1, 0, 0, 0, 2, 0, 0]);
  assert.equal([...labels], [1, 1]);
});

test("random examples agree with the definitions in float64", () => {
  let voted = 0;
  for (let seed = 0; seed < 12; seed++) {
    const data = examples(seed, 30 + 40 * seed, 5 + 6 * seed, 2 + (seed % 9));
    const options = { classes: data.classes };
    const { labels, rates } = assignLabels(data.counts, data.labels, options);
    const means = meanCounts(data);
    assert.ok(means.flat().every((mean, i) => Math.abs(mean - rates[i]) <= 1e-7 * mean));
    assert.equal(
      [...labels],
      means.map((row) => (Math.max(...row) > 0 ? largest(row) : -1)),
    );

    const tests = examples(seed + 100, 50, data.neurons, data.classes);
    const all = allActivity(tests.counts, labels, options);
    const proportion = proportionWeighted(tests.counts, rates, options);
    assert.is(all.length, 50);
    tests.counts.forEach((row, e) => {
      const votes = Array.from({ length: data.classes }, (_, c) => {
        const members = [...row].filter((_, j) => labels[j] === c);
        return members.length === 0 ? 0 : members.reduce((sum, n) => sum + n, 0) / members.length;
      });
      assert.is(all[e], largest(votes));
      const weighted = Array.from({ length: data.classes }, (_, c) =>
        row.reduce((sum, n, j) => {
          const total = means[j].reduce((a, b) => a + b, 0);
          return sum + (total > 0 ? (n * means[j][c]) / total : 0);
        }, 0),
      );
      // In float32 the sums carry an error of about 1e-6; what is closer than that may go either way.
      if (margin(weighted) > 1e-4) {
        assert.is(proportion[e], largest(weighted));
        voted++;
      }
    });
  }
  assert.ok(voted > 500, `${voted} votes compared`);
});

test("the order of examples does not matter, the order of neurons is that of the result", () => {
  const data = examples(3, 200, 40, 7);
  const options = { classes: 7 };
  const { labels, rates } = assignLabels(data.counts, data.labels, options);
  const answers = allActivity(data.counts, labels, options);

  const order = permutation(200, { seed: 4, stream: 0 });
  const shuffled = Array.from(order, (e) => data.counts[e]);
  const again = assignLabels(
    shuffled,
    Array.from(order, (e) => data.labels[e]),
    options,
  );
  assert.equal(again.labels, labels);
  assert.equal(again.rates, rates);
  assert.equal(
    [...allActivity(shuffled, labels, options)],
    Array.from(order, (e) => answers[e]),
  );

  const places = permutation(40, { seed: 5, stream: 0 });
  const moved = data.counts.map((row) => Array.from(places, (j) => row[j]));
  const ofMoved = assignLabels(moved, data.labels, options);
  assert.equal(
    [...ofMoved.labels],
    Array.from(places, (j) => labels[j]),
  );
  assert.equal(allActivity(moved, ofMoved.labels, options), answers);
});

test("renaming the classes renames the result, where no two are equal", () => {
  const data = examples(8, 900, 60, 5);
  const options = { classes: 5 };
  const { labels, rates } = assignLabels(data.counts, data.labels, options);
  const name = permutation(5, { seed: 6, stream: 0 });
  const renamed = assignLabels(
    data.counts,
    data.labels.map((label) => name[label]),
    options,
  );
  let compared = 0;
  labels.forEach((label, j) => {
    const row = Array.from(rates.subarray(5 * j, 5 * j + 5));
    if (label >= 0 && margin(row) === 0) return;
    assert.is(renamed.labels[j], label < 0 ? -1 : name[label]);
    compared++;
  });
  assert.ok(compared > 40);
});

test("tensors, nested arrays, rows of typed arrays and flat arrays are the same input", () => {
  const data = examples(1, 40, 12, 4);
  const options = { classes: 4 };
  const rows = data.counts.map((row) => [...row]);
  const flat = Int32Array.from(rows.flat());
  const expected = assignLabels(data.counts, data.labels, options);
  tf.tidy(() => {
    const tensor = tf.tensor2d(flat, [40, 12], "int32");
    for (const counts of [rows, flat, tensor, tf.cast(tensor, "float32")]) {
      const found = assignLabels(counts, Uint8Array.from(data.labels), options);
      assert.equal(found, expected);
      assert.equal(
        allActivity(counts, expected.labels, options),
        allActivity(data.counts, tf.tensor1d(expected.labels, "int32"), options),
      );
      assert.equal(
        proportionWeighted(counts, expected.rates, options),
        proportionWeighted(data.counts, tf.tensor2d(expected.rates, [12, 4]), options),
      );
      assert.equal(
        naiveBayes(counts, expected.rates, options),
        naiveBayes(data.counts, tf.tensor2d(expected.rates, [12, 4]), options),
      );
    }
  });
});

test("no tensor is left behind, also after an error", () => {
  const data = examples(2, 30, 10, 3);
  const counts = tf.tensor2d(Int32Array.from(data.counts.flatMap((row) => [...row])), [30, 10], "int32");
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) {
    const { labels, rates } = assignLabels(counts, data.labels, { classes: 3 });
    allActivity(counts, labels, { classes: 3 });
    proportionWeighted(counts, rates, { classes: 3 });
    naiveBayes(counts, rates, { classes: 3 });
    assert.throws(() => assignLabels(counts, [1, 2], { classes: 3 }));
    assert.throws(() => allActivity(counts, [0, 1], { classes: 3 }));
  }
  assert.is(tf.memory().numTensors, before);
  assert.not(counts.isDisposed);
  counts.dispose();
});

test("what cannot be counts, labels or classes is refused", () => {
  const refused = (run: () => unknown, text: RegExp) =>
    assert.throws(run, (error: unknown) => error instanceof InputError && text.test(error.message));
  const options = { classes: 3 };
  refused(() => assignLabels([[1, 2]], [3], options), /labels\[0\]: found 3, expected a whole number from 0 to 2/);
  refused(() => assignLabels([[1, 2]], [-1], options), /found -1/);
  refused(() => assignLabels([[1, 2]], [0.5], options), /found 0.5/);
  refused(() => assignLabels([[1, 2]], [0, 1], options), /counts: found the shape \[1, 2\], expected \[2, …\]/);
  refused(() => assignLabels([[1, -2]], [0], options), /counts: found -2, expected numbers from 0/);
  refused(() => assignLabels([[1, Number.NaN]], [0], options), /counts: found NaN/);
  refused(() => assignLabels([[1, Number.POSITIVE_INFINITY]], [0], options), /infinite/);
  refused(() => assignLabels([[1, 2], [3]], [0, 1], options), /counts: /);
  refused(() => assignLabels([["a"]], [0], options), /counts: found values of type string/);
  refused(() => assignLabels([[1]], [], options), /labels: there are none/);
  refused(() => assignLabels([[1]], [[0]], options), /labels: found the shape \[1, 1\]/);
  refused(() => assignLabels([[1]], [0], { classes: 1 }), /classes: found 1, expected a whole number from 2/);
  refused(() => allActivity([[1, 2, 3]], [0, 1], options), /counts: found the shape \[1, 3\], expected \[…, 2\]/);
  refused(() => allActivity([[1, 2]], [0, 3], options), /assignments\[1\]: found 3, expected a whole number from -1/);
  refused(() => proportionWeighted([1, 2], [1, 2, 3, 4], options), /rates: found the shape \[4\], expected \[…, 3\]/);
  refused(() => proportionWeighted([1], [1, 2, -3], options), /rates: found -3/);
  refused(() => assignLabels([[1, 2], 3] as never, [0, 1], options), /counts: found 3 in row 1, expected 2 values/);
  for (const wrong of [undefined, null, 5, "1", {}, () => 1, new Date(0)]) {
    refused(() => assignLabels(wrong as never, [0], options), /counts: found .*, expected numbers/);
    refused(() => allActivity([1], wrong as never, options), /assignments: found .*, expected numbers/);
    refused(() => proportionWeighted([1], wrong as never, options), /rates: found .*, expected numbers/);
  }
  for (const vote of [assignLabels, allActivity, proportionWeighted, naiveBayes]) {
    for (const wrong of [undefined, null, 5, []]) {
      refused(() => vote([1, 2, 3], [0], wrong as never), /found .*, expected options such as \{ classes: 10 \}/);
    }
    refused(() => vote([1], [0], { class: 3 } as never), /Did you mean "classes"\?/);
    refused(() => vote([1], [0], { classes: 5000 }), /classes: found 5000, expected a whole number from 2 to 4096/);
  }
});

test.run();
