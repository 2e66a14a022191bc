import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError, plot, type SweepResult, sweepCsv, sweepRows, sweepTable } from "../../src/index.js";

function result(setting: string, seed: number, all?: number): SweepResult {
  return {
    ...{
      name: `${setting},seed=${seed}`,
      setting,
      seed,
      choices: { neurons: 10 },
      folder: "",
      trained: 60,
      seconds: 2,
    },
    curve: { examples: [], accuracy: [] },
    ...(all === undefined
      ? { state: "failed", error: 'a "reason", long' }
      : { state: "done", accuracy: { allActivity: all, proportionWeighted: all + 0.01, naiveBayes: all + 0.02 } }),
  };
}

const results = [
  result("neurons=10", 0, 0.8),
  result("neurons=10", 1, 0.9),
  result("neurons=10", 2),
  result("b", 0, 0.5),
];

test("a row has the mean, the standard deviation with n − 1, and the best over the seeds that were tested", () => {
  const [row, alone] = sweepRows(results);
  assert.is(row.runs, 3);
  assert.is(row.tested, 2);
  assert.ok(Math.abs((row.allActivity?.mean ?? 0) - 0.85) < 1e-12);
  // Two values d apart have the standard deviation d / √2.
  assert.ok(Math.abs((row.allActivity?.deviation ?? 0) - 0.1 / Math.SQRT2) < 1e-12);
  assert.is(row.allActivity?.best, 0.9);
  assert.equal(alone.allActivity, { mean: 0.5, best: 0.5 });
});

test("the table names the settings, and says how many runs have been tested", () => {
  const [, first, second] = sweepTable(results).split("\n");
  assert.match(
    first,
    /^neurons=10 +2 of 3 +85\.00 +± 7\.07 +90\.00 +86\.00 +± 7\.07 +91\.00 +87\.00 +± 7\.07 +92\.00$/,
  );
  assert.match(second, /^b +1 +50\.00/);
});

test("CSV has a line for each run, with quotes where they are needed", () => {
  const lines = sweepCsv(results).split("\n");
  assert.is(
    lines[0],
    "name,setting,seed,state,trained,seconds,neurons,allActivity,proportionWeighted,naiveBayes,error",
  );
  assert.is(lines[1], '"neurons=10,seed=0",neurons=10,0,done,60,2,10,0.8,0.81,0.8200000000000001,');
  assert.is(lines[3], '"neurons=10,seed=2",neurons=10,2,failed,60,2,10,,,,"a ""reason"", long"');
});

test("what are no results is refused", () => {
  assert.throws(
    () => sweepRows([5] as unknown as SweepResult[]),
    (error: Error) => error instanceof InputError,
  );
});

test("a figure of accuracies has a dot for each run, their mean, and the published value", () => {
  const settings = { "100 neurons": [0.82, 0.84], "400 neurons": [0.88] };
  const { marks } = plot.accuracies(settings, { published: { "400 neurons": 0.87 } }).panels[0];
  const named = (name: string) => {
    const mark = marks.find((each) => each.name === name);
    assert.is(mark?.kind, "dots");
    return mark?.kind === "dots" ? { x: [...Array.from(mark.x)], y: [...Array.from(mark.y)] } : undefined;
  };
  assert.equal(named("run"), { x: [0.82, 0.84, 0.88], y: [0, 0, 1] });
  assert.equal(named("mean"), { x: [(0.82 + 0.84) / 2, 0.88], y: [0, 1] });
  assert.equal(named("published"), { x: [0.87], y: [1] });
  assert.throws(() => plot.accuracies(settings, { published: { x: 0.5 } }), /found "x", expected one of 100 neurons/);
  assert.throws(() => plot.accuracies({ a: [1.2] }), /found an accuracy of 1\.2/);
});

test.run();
