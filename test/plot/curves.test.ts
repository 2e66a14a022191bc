import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { network } from "../../src/model/network.js";
import { neuron } from "../../src/model/neuron.js";
import { population } from "../../src/model/population.js";
import { accuracyCurve } from "../../src/plot/accuracyCurve.js";
import { fiCurve } from "../../src/plot/fiCurve.js";
import type { Dots, Figure, Line, Rule } from "../../src/plot/figure.js";
import { firingRates } from "../../src/plot/firingRates.js";
import { frame, legendNames } from "../../src/plot/frame.js";
import { stdpWindow } from "../../src/plot/stdpWindow.js";
import { timeCourse } from "../../src/plot/timeCourse.js";
import { compile } from "../../src/simulate/compile.js";
import { ms, mV } from "../../src/units/units.js";
import { markOf, marksOf, tensor } from "./support.js";

const lines = (figure: Figure) => marksOf(figure).filter((mark): mark is Line => mark.kind === "line");
const named = (figure: Figure, name: string) =>
  marksOf(figure).filter(
    (mark): mark is Line | Dots => mark.name === name && (mark.kind === "line" || mark.kind === "dots"),
  );
const ruleOf = (figure: Figure, name: string) =>
  marksOf(figure).find((mark): mark is Rule => mark.kind === "rule" && mark.name === name)?.at;

test("timeCourse: value k is at k·dt", () => {
  const [line] = lines(timeCourse({ v: [-65, -60, -52] }, { every: ms(0.5) }));
  assert.equal(Array.from(line.x), [0, 0.5, 1]);
  assert.equal(line.y, [-65, -60, -52]);
});

test("timeCourse: the columns of a tensor [steps, neurons] are lines", () => {
  const neurons = lines(timeCourse(tensor([1, 10, 2, 20, 3, 30], [3, 2]), { every: ms(1) }));
  assert.equal(
    neurons.map((line) => [line.name, Array.from(line.y)]),
    [
      ["neuron 0", [1, 2, 3]],
      ["neuron 1", [10, 20, 30]],
    ],
  );
});

test("timeCourse: samples bring their time along, and have a line for each element", () => {
  const v = { variable: "exc.v", every: ms(2), elements: Int32Array.of(3, 8), values: Float32Array.of(1, 10, 2, 20) };
  const w = { values: [5, 6, 7], every: ms(1) };
  assert.equal(
    lines(timeCourse({ v, w })).map((line) => [line.name, Array.from(line.x), Array.from(line.y)]),
    [
      ["v 3", [0, 2], [1, 2]],
      ["v 8", [0, 2], [10, 20]],
      ["w", [0, 1, 2], [5, 6, 7]],
    ],
  );
});

test("timeCourse: samples of longer intervals are where the spikes of the same step are", async () => {
  const model = neuron({
    equations: { "dx/dt": "1 / ms" },
    initial: { x: 0 },
    threshold: "x > 9.75",
    reset: { x: "0" },
  });
  const sim = await compile(network({ cell: population(1, model) }), { dt: ms(0.5), backend: "reference" });
  const { x } = sim.state.cell;
  const { spikes, samples } = await sim.run(ms(30), {
    record: ["cell"],
    sample: { rare: { of: x, every: ms(5) }, x },
  });
  sim.dispose();
  const [rare, all] = lines(timeCourse({ rare: samples.rare, x: samples.x }));
  assert.equal(Array.from(rare.x), [4.5, 9.5, 14.5, 19.5, 24.5, 29.5]);
  assert.equal(
    Array.from(rare.y),
    Array.from(rare.x, (time) => all.y[Array.from(all.x).indexOf(time)]),
  );
  const figure = timeCourse({ rare: samples.rare }, { spikes: spikes.cell });
  const times = Array.from(named(figure, "spike")[0].x);
  // The neuron is reset in the step of its spike, at whose end the sample is taken.
  assert.equal(times, [9.5, 19.5, 29.5]);
  assert.equal(Array.from(rare.y), [5, 0, 5, 0, 5, 0]);
  assert.equal(figure.x.range, [0, 29.5]);
});

test("timeCourse: one panel for each unit, without overlap, the threshold within range, spikes above the lines", () => {
  const figure = timeCourse(
    {
      v: [-65, -60],
      g: { values: [0, 2], panel: "conductance (nS)" },
      u: { values: [1, 2], panel: "recovery u (mV)" },
    },
    { every: ms(1), threshold: -50, spikes: ms([0.5]) },
  );
  assert.equal(
    figure.panels.map(({ y }) => y.title),
    ["membrane potential v (mV)", "conductance (nS)", "recovery u (mV)"],
  );
  const places = frame(figure).panels;
  assert.ok(places.every(({ top, height }, i) => top + height < (places[i + 1]?.top ?? figure.height + 1e-9)));
  const top = figure.panels[0].y.range[1];
  assert.ok(top > -50);
  const [spike] = named(figure, "spike");
  assert.ok(spike.y[0] > -50 && spike.y[0] < top);
  assert.is(figure.panels[1].marks[0].name, "g");
  assert.equal(ruleOf(figure, "threshold"), { y: -50 });
});

test("timeCourse: spikes may be a recorded train, whose steps become times", () => {
  const train = {
    steps: 4,
    neurons: 1,
    offsets: Int32Array.of(0, 0, 1, 1, 2),
    indices: Int32Array.of(0, 0),
    dt: ms(0.5),
  };
  const marks = named(timeCourse({ v: [1, 2, 3, 4] }, { every: ms(0.5), spikes: train }), "spike")[0];
  assert.equal(Array.from(marks.x), [0.5, 1.5]);
});

test("timeCourse: more than ten seconds are read in seconds, lines, threshold and spikes alike", () => {
  const figure = timeCourse(
    { w: [1, 2, 3] },
    { times: ms([0, 6000, 12_000]), threshold: [2, 2, 3], spikes: ms([3000]) },
  );
  assert.is(figure.x.title, "time (s)");
  assert.equal(figure.x.range, [0, 12]);
  assert.equal(Array.from(named(figure, "w")[0].x), [0, 6, 12]);
  assert.equal(Array.from(named(figure, "threshold")[0].x), [0, 6, 12]);
  assert.equal(Array.from(named(figure, "spike")[0].x), [3]);
});

test("timeCourse: lines with panels of their own names have no legend", () => {
  const own = (name: string) => ({ values: [1, 2], panel: name });
  assert.equal(legendNames(timeCourse({ a: own("a"), b: own("b") }, { every: ms(1) })), []);
  assert.equal(legendNames(timeCourse({ a: own("a"), b: own("a") }, { every: ms(1) })), ["a", "b"]);
});

test("timeCourse: a neuron without spikes has no marks, and is no error", () => {
  assert.is(named(timeCourse({ v: [1, 2] }, { every: ms(1), spikes: ms([]) }), "spike")[0].x.length, 0);
});

test("stdpWindow: potentiation and depression apart, and no line across the jump at 0", () => {
  const figure = stdpWindow(ms([-10, 0, 10]), [-0.5, 0, 1], {
    theory: { lags: ms([-10, -1, 1, 10]), changes: [-0.5, -0.9, 1.2, 1] },
  });
  assert.equal(
    named(figure, "potentiation").map(({ x, y }) => [x, y]),
    [[[10], [1]]],
  );
  assert.equal(
    named(figure, "depression").map(({ x, y }) => [x, y]),
    [[[-10], [-0.5]]],
  );
  assert.equal(
    lines(figure).map(({ x }) => x),
    [
      [-10, -1],
      [1, 10],
    ],
  );
  assert.ok(figure.panels[0].y.range[1] > 1.2 && figure.x.title.includes("ms"));
});

test("accuracyCurve: with a total the axis stands still, and a training that has not begun has no points", () => {
  const before = accuracyCurve({ examples: [], accuracy: [] }, { total: 5000 });
  const after = accuracyCurve({ examples: [250], accuracy: [0.4] }, { total: 5000 });
  assert.is(lines(before)[0].x.length, 0);
  assert.equal(before.x.range, after.x.range);
  assert.is(before.x.range[1], 5100);
});

test("accuracyCurve: shares in percent, chance as a line", () => {
  const figure = accuracyCurve({ examples: [0, 1000], accuracy: [0.1, 0.8] }, { chance: 0.1 });
  assert.equal(named(figure, "accuracy")[0].y, [0.1, 0.8]);
  assert.equal(ruleOf(figure, "chance"), { y: 0.1 });
  assert.is(figure.panels[0].y.format, ".0%");
});

test("fiCurve: several neurons by name; the axes hold them all", () => {
  const figure = fiCurve({ a: { input: [0, 1], rates: [0, 5] }, b: { input: [2, 3], rates: [0, 50] } });
  assert.equal(
    lines(figure).map(({ name }) => name),
    ["a", "b"],
  );
  assert.ok(figure.x.range[0] < 0 && figure.x.range[1] > 3 && figure.panels[0].y.range[1] > 50);
  assert.ok(figure.panels[0].y.title.includes("Hz"));
});

test("firingRates: a bar for each rate, the mean in the title", () => {
  const figure = firingRates([10, 20, 60]);
  assert.equal(markOf(figure, "bars").y, [10, 20, 60]);
  assert.ok(figure.title.includes("30 Hz"));
});

const refused: [string, () => unknown, RegExp][] = [
  ["a course without time", () => timeCourse({ v: [1] }, {}), /expected every: ms\(0\.5\)/],
  [
    "lines of different length",
    () => timeCourse({ a: [1, 2], b: [1] }, { times: ms([0, 1]) }),
    /"b": found 1 values, expected 2/,
  ],
  [
    "a bare number of ms",
    () => timeCourse({ v: [1] }, { every: 0.5 as never }),
    /every: found 0\.5, expected one value such as ms/,
  ],
  [
    "bare times",
    () => timeCourse({ v: [1] }, { times: [0] as never }),
    /times: found an array, expected times such as ms/,
  ],
  ["a potential as time", () => timeCourse({ v: [1] }, { every: mV(1) as never }), /every: found 1 mV/],
  [
    "values that are no rows",
    () => timeCourse({ v: { values: [1, 2, 3], elements: [4, 7] } }, { every: ms(1) }),
    /expected \[steps, 2 elements\]/,
  ],
  [
    "a course of NaN",
    () => timeCourse({ v: [1, Number.NaN] }, { every: ms(1) }),
    /"v"\[1\]: found NaN, expected a finite number/,
  ],
  ["no lines", () => timeCourse({}, { every: ms(1) }), /lines: found none/],
  [
    "times of another length",
    () => timeCourse({ v: [1, 2] }, { times: ms([1]) }),
    /found 2 values, expected 1, one for each time/,
  ],
  [
    "a threshold of another length",
    () => timeCourse({ v: [1, 2] }, { every: ms(1), threshold: [1, 2, 3] }),
    /threshold: found 3 values, expected 2/,
  ],
  [
    "lines of different length on one axis",
    () => timeCourse({ a: [1, 2], b: [1] }, { every: ms(1) }),
    /"b": found 1 values, expected 2, as many as of "a".*\{ values, every \}/,
  ],
  [
    "times that run backwards",
    () => timeCourse({ v: [1, 2, 3] }, { times: ms([0, 2, 1]) }),
    /times\[2\]: found 1 after 2, expected ascending values/,
  ],
  [
    "two time axes",
    () => timeCourse({ v: [1] }, { every: ms(1), times: ms([0]) }),
    /found every and times, expected one of them/,
  ],
  [
    "a quantity as a line",
    () => timeCourse({ v: mV([1, 2, 3]) as never }, { every: ms(1) }),
    /"v": found a quantity \(\[3 values\] mV\), expected plain numbers\. Pass its value, in mV/,
  ],
  ["a quantity as lines", () => timeCourse(mV([1, 2]) as never, { every: ms(1) }), /values: found a quantity/],
  [
    "a quantity as a threshold",
    () => timeCourse({ v: [1] }, { every: ms(1), threshold: mV(-52) as never }),
    /threshold: found a quantity \(-52 mV\), expected plain numbers/,
  ],
  [
    "elements of other columns",
    () => timeCourse({ v: { values: tensor([1, 2], [1, 2]), elements: [3] } }, { every: ms(1) }),
    /"v": found the shape \[1, 2\], expected \[steps, 1 elements\]/,
  ],
  [
    "half a step between samples",
    () => timeCourse({ v: { values: [1], every: ms(1.5), dt: ms(1) } }),
    /"v", every: found 1\.5 ms, expected a whole number of steps of 1 ms/,
  ],
  [
    "a negative rate over input",
    () => fiCurve({ a: { input: [0, 1], rates: [5, -5] } }),
    /rates of "a": found a rate of -5 Hz, expected 0 or more/,
  ],
  [
    "examples that run backwards",
    () => accuracyCurve({ examples: [2, 1], accuracy: [0, 1] }),
    /examples\[1\]: found 1 after 2/,
  ],
  [
    "more examples than the total",
    () => accuracyCurve({ examples: [10], accuracy: [1] }, { total: 5 }),
    /examples: found 10, expected at most the total of 5/,
  ],
  [
    "fewer than no examples",
    () => accuracyCurve({ examples: [-1], accuracy: [1] }),
    /examples: found -1, expected 0 or more/,
  ],
  [
    "no number for chance",
    () => accuracyCurve({ examples: [1], accuracy: [1] }, { chance: Number.NaN }),
    /chance: found NaN, expected a number from 0 to 1/,
  ],
  ["no lags", () => stdpWindow(ms([]), []), /lags: found none/],
  ["changes of another length", () => stdpWindow(ms([1, 2]), [1]), /changes: found 1 values, expected 2/],
  ["an accuracy in percent", () => accuracyCurve({ examples: [1], accuracy: [87] }), /accuracy of 87.*0 to 1/],
  [
    "no examples of an unknown number",
    () => accuracyCurve({ examples: [], accuracy: [] }),
    /examples: found no values/,
  ],
  [
    "a total of no examples",
    () => accuracyCurve({ examples: [], accuracy: [] }, { total: 0 }),
    /total: found 0, expected a whole number from 1/,
  ],
  ["no curves", () => accuracyCurve({}), /no curves/],
  ["a negative rate", () => firingRates([1, -1]), /rate of -1 Hz/],
  [
    "other names than rates",
    () => firingRates([1, 2], { names: ["a"] }),
    /names: found 1, expected 2, one for each rate/,
  ],
  [
    "an unknown option",
    () => fiCurve({ input: [1], rates: [1] }, { log: true } as never),
    /found "log", expected an option/,
  ],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
