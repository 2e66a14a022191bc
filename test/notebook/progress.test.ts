import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { Interrupted } from "../../src/host/interruption.js";
import { progress } from "../../src/notebook/progress.js";
import { progressHtml } from "../../src/notebook/progressHtml.js";
import { type ProgressState, progressText } from "../../src/notebook/progressState.js";
import { FakeClock } from "../host/fakeClock.js";
import { FakeKernel, pause } from "../host/fakeKernel.js";

const turn = () => new Promise((resolve) => setImmediate(resolve));
const kernel = new FakeKernel();
const last = () => String(kernel.texts().at(-1));

test.before.each(() => {
  kernel.sent.length = 0;
  kernel.startCell();
});

test.after(() => kernel.stop());

test("hands on every item of any iterable, in order, again at each pass", () => {
  const items = [3, 1, 4, 1, 5];
  const wrapped = progress(items);
  assert.equal([...wrapped], items);
  assert.equal([...wrapped], items);
  assert.equal([...progress(new Set("abc"))], ["a", "b", "c"]);
  function* generated() {
    yield* items;
  }
  assert.equal([...progress(generated())], items);
});

test("shows the length where the iterable has one, and the end in place", () => {
  for (const _ of progress(new Map([[1, 2]]))) assert.match(String(kernel.texts()[0]), /^0 of 1 · 0 %/);
  assert.match(last(), /^1 of 1 · /);
  const ids = new Set(kernel.sent.map(({ content }) => content.transient.display_id));
  assert.is(ids.size, 1);
  assert.equal(kernel.sent.map(({ update }) => update).slice(0, 2), [false, true]);
});

test("a loop that goes on counts on from where it was stopped, at the pace of this run", () => {
  for (const _ of progress([1, 2], { done: 3 })) assert.match(String(kernel.texts()[0]), /^3 of 5 · 60 %/);
  assert.match(last(), /^5 of 5 · /);
  const state: ProgressState = {
    ...{ label: "", done: 1000, earlier: 900, total: 1000, seconds: 10, perSecond: 10, postfix: "", phase: "finished" },
  };
  assert.match(progressText(state), "10/s");
});

test("its place is where it is called: what is shown before the loop comes below", () => {
  const items = progress([1, 2], { label: "items" });
  assert.equal(kernel.texts(), ["items: 0 of 2 · 0 %"]);
  for (const _ of items);
  for (const _ of items);
  const ids = kernel.sent.map(({ content }) => content.transient.display_id);
  assert.is(new Set(ids).size, 2, "expected a bar for each pass");
});

test("draws no more than ten times a second, and the postfix is read at each drawing", async () => {
  const clock = new FakeClock();
  try {
    let read = 0;
    let n = 0;
    const postfix = () => `n ${n} read ${++read}`;
    for (const i of progress(new Set(Array.from({ length: 60 }, (_, i) => i)).values(), { postfix })) {
      n = i;
      clock.advance(8);
      await turn();
    }
    const times = kernel.sent.map(({ at }) => at - kernel.sent[0].at);
    // 104 ms is the first multiple of 8 ms from 100 ms on.
    assert.equal(times, [0, 104, 208, 312, 416, 480]);
    assert.is(read, kernel.sent.length);
    assert.match(last(), new RegExp(`^60 · .* · n 59 read ${read}$`));
  } finally {
    clock.stop();
  }
});

test("a loop that never yields sends its beginning, one drawing and its end", () => {
  const clock = new FakeClock();
  try {
    for (const _ of progress(Array.from({ length: 5 }))) clock.advance(110);
    assert.is(kernel.sent.length, 3);
  } finally {
    clock.stop();
  }
});

test("after the stop button the loop ends with Interrupted and says how far it came", async () => {
  let seen = 0;
  const loop = async () => {
    for (const _ of progress(Array.from({ length: 100 }))) {
      seen += 1;
      if (seen === 3) process.emit("SIGINT");
      await pause(1);
    }
  };
  const failure = await loop().catch((error: unknown) => error);
  assert.instance(failure, Interrupted);
  assert.is(seen, 3);
  assert.match(last(), /^stopped after 3 of 100 · /);
  assert.is(process.listenerCount("SIGINT"), 1);
});

test("a loop that has ended hears of no later stop", () => {
  for (const _ of progress([1, 2]));
  const sent = kernel.sent.length;
  process.emit("SIGINT");
  assert.is(kernel.sent.length, sent);
});

test("a loop left by break or by an error says so, and closes what it went through", () => {
  let closed = 0;
  function* source() {
    try {
      yield* [1, 2, 3];
    } finally {
      closed += 1;
    }
  }
  for (const x of progress(source(), { total: 3 })) if (x === 2) break;
  assert.match(last(), /^left after 1 of 3 · /);
  assert.throws(() => {
    for (const _ of progress(source(), { label: "train" })) throw new Error("from the body");
  }, "from the body");
  assert.match(last(), /^train: left after 0 · /);
  assert.is(closed, 2);
});

test("what cannot be gone through and what is no option is refused before anything is shown", () => {
  const cases: [iterable: unknown, options: unknown, words: RegExp][] = [
    [5, {}, /^progress: found 5, expected an array or another iterable/],
    [undefined, {}, /^progress: found undefined/],
    [{}, {}, /^progress: found a plain object/],
    [[1], 3, /^progress: found 3, expected a record of total, done, label, postfix/],
    [[1], { totl: 1 }, /^progress: found "totl".* Did you mean "total"/],
    [[], { total: -1 }, /^progress, total: found -1, expected a whole number from 0/],
    [[], { total: 2.5 }, /^progress, total: found 2.5/],
    [[], { total: Number.NaN }, /^progress, total: found NaN/],
    [[1], { done: -1 }, /^progress, done: found -1/],
    [[1], { done: 5, total: 3 }, /^progress, total: found 3, expected a whole number from 5/],
    [[1], { label: 3 }, /^progress, label: found 3/],
    [[1], { postfix: "accuracy" }, /^progress, postfix: found "accuracy", expected a function/],
  ];
  for (const [iterable, options, words] of cases) {
    const isSaid = (error: unknown) => error instanceof InputError && words.test(error.message);
    assert.throws(() => progress(iterable as never, options as never), isSaid, String(words));
  }
  assert.is(kernel.sent.length, 0);
});

const state: ProgressState = {
  ...{ label: "", done: 450, total: 1000, seconds: 4, perSecond: 110, postfix: "<b> & co", phase: "running" },
};

test("the line has count, share, rate, time left and postfix", () => {
  assert.is(progressText(state), "450 of 1,000 · 45 % · 110/s · 5 s left · <b> & co");
  assert.is(progressText({ ...state, total: undefined }), "450 · 110/s · <b> & co");
});

test("in 80 columns the line of a training of all of MNIST leaves room for a bar: what counts least is left out first", () => {
  const state: ProgressState = {
    ...{ label: "training", unit: "digits", done: 12_345, total: 60_000, seconds: 14, perSecond: 904 },
    ...{ postfix: "accuracy 71.1 %", phase: "running" },
  };
  const all = "training: 12,345 of 60,000 digits · 20 % · 904/s · 53 s left · accuracy 71.1 %";
  const line = (width: number) => progressText(state, width);
  assert.is(line(200), all);
  assert.is(line(all.length - 1), all.replace(" · 20 %", ""));
  assert.is(line(70), all.replace(" · 20 %", "").replace(" digits", ""));
  assert.is(line(60), "training: 12,345 of 60,000 · 53 s left · accuracy 71.1 %");
  assert.is(line(10), line(60), "the rest is said in any case");
  assert.ok(progressText({ ...state, perSecond: 204, done: 1 }, 70).length <= 70);
});

test("the bar is as long as the share, and text is escaped", () => {
  const html = progressHtml(state);
  assert.match(html, "width:45.0%");
  assert.match(html, "&lt;b&gt; &amp; co");
  assert.not(html.includes("<b>"));
});

test.run();
