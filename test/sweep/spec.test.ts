import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/index.js";
import { type SweepSpec, sweepRuns } from "../../src/sweep/spec.js";
import { readSpec } from "../../src/sweep/specFile.js";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-sweep-"));

test("every case is combined with every varied value and every seed; what is varied goes before what is common", () => {
  const runs = sweepRuns("theta", {
    base: { examples: 500, thetaPlus: 1 },
    cases: [{ neurons: 10 }, { neurons: 20, passes: 2 }],
    vary: { thetaPlus: [0.05, 0.1], backend: ["wasm", "reference"] },
    seeds: [3, 4, 5],
  });
  assert.is(runs.length, 2 * 2 * 2 * 3);
  assert.is(new Set(runs.map(({ name }) => name)).size, runs.length);
  assert.is(runs[0].name, "neurons=10,thetaPlus=0.05,backend=wasm,seed=3");
  assert.equal(runs.at(-1), {
    name: "neurons=20,passes=2,thetaPlus=0.1,backend=reference,seed=5",
    setting: "neurons=20,passes=2,thetaPlus=0.1,backend=reference",
    seed: 5,
    choices: { examples: 500, neurons: 20, passes: 2, thetaPlus: 0.1, backend: "reference" },
  });
});

test("all of Slurm's forms of a time are understood", () => {
  for (const time of ["2", "2:00", "0:02:00", "1-0", "0-0:02", "1-12:00:00"]) {
    assert.is(sweepRuns("theta", { slurm: { time } }).length, 1, time);
  }
});

test("a sweep without anything that differs is one run", () => {
  assert.equal(sweepRuns("one", {}), [{ name: "seed=0", setting: "", seed: 0, choices: {} }]);
});

const refused: readonly [string, unknown, RegExp][] = [
  ["no record", 5, /^theta: found 5, expected options such as/],
  ["a misspelt part", { bass: {} }, /^theta: found "bass".*Did you mean "base"\?/],
  ["a misspelt number", { base: { neuron: 5 } }, /^theta, base: found "neuron".*Did you mean "neurons"\?/],
  ["a number out of range", { vary: { neurons: [10, 0] } }, /^theta, vary, neurons\[1\]: found 0, expected/],
  ["a text for a number", { cases: [{ passes: "2" }] }, /^theta, cases\[0\], passes: found "2", expected/],
  ["no list", { vary: { neurons: 10 } }, /^theta, vary, neurons: found 10, expected a list of values/],
  ["an empty list", { seeds: [] }, /^theta, seeds: found an empty list, expected a list of seeds/],
  ["a seed as a choice", { vary: { seed: [1, 2] } }, /^theta, vary: found seed\. Give seeds at the top level/],
  ["the same run twice", { seeds: [1, 1] }, /^theta: found the run seed=1 twice/],
  [
    "a number in cases and vary",
    { cases: [{ neurons: 1 }], vary: { neurons: [1] } },
    /cases\[0\]: found neurons, which/,
  ],
  ["an unknown backend", { base: { backend: "wsm" } }, /^theta, base, backend: found "wsm".*Did you mean "wasm"\?/],
  ["an unknown rule for batches", { base: { combine: "max" } }, /^theta, base, combine: found "max"/],
  ["too many runs", { seeds: Array.from({ length: 100_001 }, (_, i) => i) }, /found 100,001 runs, expected at most/],
  ["a time that is none", { slurm: { time: "2 hours" } }, /^theta, slurm, time: found "2 hours", expected a text such/],
  ["a time too short to save", { slurm: { time: "1:59" } }, /^theta, slurm, time: found "1:59", expected at least two/],
  ["an unknown set of constants", { base: { constants: "best" } }, /^theta, base, constants: found "?best"?/],
  ["a command in a name", { slurm: { partition: "a\n#SBATCH --uid=0" } }, /^theta, slurm, partition: found/],
];

for (const [what, spec, message] of refused) {
  test(`${what} is refused at its place`, () => {
    assert.throws(
      () => sweepRuns("theta", spec as SweepSpec),
      (error: Error) => error instanceof InputError && message.test(error.message),
    );
  });
}

test("a sweep is read from JSON and from a module; its folders of data are relative to the file", async () => {
  const spec = { base: { data: "digits" }, cases: [{ data: "/elsewhere" }], seeds: [1] };
  const json = join(folder, "a.json");
  writeFileSync(json, JSON.stringify(spec));
  const module = join(folder, "a.mjs");
  writeFileSync(module, `export default ${JSON.stringify(spec)};`);
  for (const file of [json, module]) {
    const { base, cases, seeds } = await readSpec(file);
    assert.is(base?.data, join(folder, "digits"));
    assert.is(cases?.[0].data, "/elsewhere");
    assert.equal(seeds, [1]);
  }
});

test("a file that holds no sweep is refused with what to do", async () => {
  const cases = [
    ["none.json", undefined, /cannot be read .* Check the path/],
    ["bad.json", "{", /found invalid JSON/],
    ["five.json", "5", /found 5, expected a JSON object/],
    ["bad.mjs", "export default {", /cannot be loaded .* Correct the file/],
    ["none.mjs", "export const a = 1;", /found undefined, expected a sweep as the default export/],
    ["a.yaml", "", /expected a sweep in a file that ends in \.json/],
  ] as const;
  for (const [name, text, message] of cases) {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    const error = await readSpec(path).catch((e: unknown) => e);
    assert.instance(error, InputError, name);
    assert.match((error as Error).message, message);
  }
});

test.run();
