import { test } from "uvu";
import * as assert from "uvu/assert";
import { CheckpointError, InputError } from "../../src/errors.js";
import { allActivity } from "../../src/learning/allActivity.js";
import { assignLabels } from "../../src/learning/assignLabels.js";
import { LabelVote } from "../../src/learning/labelVote.js";
import type { LabelVoteState } from "../../src/learning/labelVoteState.js";
import { examples } from "./examples.js";

test("after each example it knows what assignLabels finds, and answers as allActivity does", () => {
  for (let seed = 0; seed < 4; seed++) {
    const data = examples(seed, 120, 30, 3 + 2 * seed);
    const options = { classes: data.classes };
    const vote = new LabelVote({ neurons: 30, ...options });
    data.counts.forEach((counts, e) => {
      const before = vote.assignments.slice();
      const answer = vote.observe(counts, data.labels[e]);
      const isKnown = before.some((label) => label >= 0);
      assert.is(answer, isKnown ? allActivity(counts, before, options)[0] : null);
      const { labels, rates } = assignLabels(data.counts.slice(0, e + 1), data.labels.slice(0, e + 1), options);
      assert.equal(vote.assignments, labels, `seed ${seed}, example ${e}`);
      assert.equal(vote.rates, rates);
    });
  }
});

test("it answers before it learns: the first example of anything has no answer", () => {
  const vote = new LabelVote({ neurons: 2, classes: 2 });
  assert.is(vote.accuracy, null);
  assert.is(vote.accuracyText, "not known yet");
  assert.is(vote.observe([0, 0], 1), null);
  assert.is(vote.observe([3, 0], 1), null);
  assert.is(vote.accuracy, null);
  assert.is(vote.observe([1, 0], 0), 1);
  assert.is(vote.accuracy, 0);
  assert.is(vote.observe([1, 0], 1), 1);
  assert.is(vote.accuracy, 0.5);
  assert.is(vote.accuracyText, "50.0 %");
});

test("the accuracy is over the last answers only", () => {
  const data = examples(9, 400, 40, 5);
  const vote = new LabelVote({ neurons: 40, classes: 5, window: 25 });
  const isRight: boolean[] = [];
  data.counts.forEach((counts, e) => {
    const answer = vote.observe(counts, data.labels[e]);
    if (answer !== null) isRight.push(answer === data.labels[e]);
    const last = isRight.slice(-25);
    assert.is(vote.accuracy, last.length === 0 ? null : last.filter(Boolean).length / last.length);
  });
  assert.ok(isRight.length > 390);
  // The neurons prefer their classes clearly.
  assert.ok((vote.accuracy ?? 0) > 0.8, vote.accuracyText);
});

test("a vote that goes through JSON text goes on as if it had not", () => {
  const data = examples(5, 300, 20, 4);
  // Some labels are wrong, so that right and wrong answers alternate.
  const labels = data.labels.map((label, e) => (e % 5 < 2 ? (label + 1) % 4 : label));
  const whole = new LabelVote({ neurons: 20, classes: 4, window: 30 });
  let resumed = new LabelVote({ neurons: 20, classes: 4, window: 30 });
  data.counts.forEach((counts, e) => {
    if ([0, 1, 17, 150, 299].includes(e)) resumed = LabelVote.from(JSON.parse(JSON.stringify(resumed)));
    assert.is(resumed.observe(counts, labels[e]), whole.observe(counts, labels[e]));
    assert.is(resumed.accuracy, whole.accuracy);
  });
  assert.equal(resumed.assignments, whole.assignments);
  assert.equal(resumed.toJSON(), whole.toJSON());
});

test("what it keeps is what it says: sums of each class, row by row", () => {
  const vote = new LabelVote({ neurons: 3, classes: 2, window: 4 });
  vote.observe([1, 2, 0], 0);
  vote.observe([0, 1, 0], 1);
  vote.observe([2, 0, 0], 0);
  assert.equal(vote.toJSON(), {
    neurons: 3,
    classes: 2,
    window: 4,
    memory: 1,
    seen: [2, 1],
    spikes: [3, 0, 2, 1, 0, 0],
    answers: [0, 1],
  });
});

test("input that cannot be is refused, and nothing is counted", () => {
  const refused = (run: () => unknown, text: RegExp) =>
    assert.throws(run, (error: unknown) => error instanceof InputError && text.test(error.message));
  const vote = new LabelVote({ neurons: 2, classes: 3 });
  vote.observe([1, 0], 2);
  const before = vote.toJSON();
  refused(() => vote.observe([1], 0), /counts: found 1, expected one for each of 2/);
  refused(() => vote.observe([1, 2], 3), /label: found 3, expected a whole number from 0 to 2/);
  refused(() => vote.observe([1, 2], 0.5), /label: found 0.5/);
  refused(() => vote.observe([1, -1], 0), /counts\[1\]: found -1/);
  refused(() => vote.observe([1, Number.NaN], 0), /counts\[1\]: found NaN/);
  refused(() => vote.observe([Number.POSITIVE_INFINITY, 1], 0), /counts\[0\]: found Infinity/);
  assert.equal(vote.toJSON(), before);
  refused(() => new LabelVote({ neurons: 0, classes: 3 }), /neurons: found 0/);
  refused(() => new LabelVote({ neurons: 1, classes: 1 }), /classes: found 1/);
  refused(() => new LabelVote({ neurons: 1, classes: 2, window: 0.5 }), /window: found 0.5/);
  refused(
    () => new LabelVote({ neurons: 1, classes: 2, window: 1e12 }),
    /window: found 1000000000000, expected .* to 6/,
  );
  refused(() => new LabelVote({ neurons: 1e9, classes: 2 }), /neurons: found 1000000000, expected/);
  refused(() => new LabelVote({ neurons: 1, classes: 1e9 }), /classes: found 1000000000, expected/);
  refused(() => new LabelVote({ neurons: 1, classes: 2, windw: 5 } as never), /Did you mean "window"\?/);
  for (const wrong of [undefined, null, 5, []]) {
    refused(() => new LabelVote(wrong as never), /LabelVote: found .*, expected options such as/);
    refused(() => vote.observe(wrong as never, 0), /counts: found/);
  }
  refused(() => vote.observe(["1", 2] as never, 0), /counts\[0\]: found "1"/);
  refused(() => vote.observe([1, 2], "0" as never), /label: found "0"/);
});

test("a damaged state is refused", () => {
  const vote = new LabelVote({ neurons: 2, classes: 2, window: 3 });
  vote.observe([1, 0], 1);
  const state = vote.toJSON();
  const damages: Partial<Record<keyof LabelVoteState, unknown>>[] = [
    { neurons: 3 },
    { neurons: "2" },
    { classes: 1 },
    { window: 0 },
    { window: 1e12 },
    { seen: [0] },
    { seen: [0, -1] },
    { seen: [0, 0.5] },
    { memory: 0 },
    { memory: "1" },
    { spikes: [0, 1, 0] },
    { spikes: [0, 1, 0, null] },
    { answers: [1, 1, 1, 1] },
    { answers: [2] },
    { answers: undefined },
  ];
  for (const damage of damages) {
    const damaged = { ...state, ...damage } as LabelVoteState;
    assert.throws(
      () => LabelVote.from(damaged),
      (error: unknown) => error instanceof CheckpointError,
    );
  }
  for (const nothing of [null, undefined, 3, []]) {
    assert.throws(() => LabelVote.from(nothing as unknown as LabelVoteState), /expected the state of a LabelVote/);
  }
});

test.run();
