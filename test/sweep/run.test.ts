import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runReproduce } from "../../src/cli/sweep/reproduce.js";
import { claimRun, holderOf } from "../../src/eth/claim.js";
import { readRecord } from "../../src/eth/runFolder.js";
import { InputError, readSweepResults, type SweepSpec } from "../../src/index.js";
import { diehlCook2015Sweep, PUBLISHED, shortName } from "../../src/sweep/diehlCook2015.js";
import { sweepRuns } from "../../src/sweep/spec.js";
import { sweepWith } from "../../src/sweep/sweep.js";
import { temporaryFolder, writeDigits } from "../cli/digits.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 60, test: 40 });
const base = { data, rate: 120, updateInterval: 20, neurons: 10 } as const;
const command = [process.execPath, "--import", "tsx", "src/cli/main.ts"];
const at = (name: string) => join(folder, name);

/** What a run has computed, without times. */
async function resultOf(out: string) {
  const { trained, network, curve, vote, test } = await readRecord(out);
  const { seconds: _, ...counts } = test ?? { seconds: 0 };
  return { trained, curve, vote, counts, network: readFileSync(join(out, network)).toString("base64") };
}

test("each run is done in a folder of its own; one that fails is told of and costs the others nothing", async () => {
  const out = at("sweep");
  // 60 digits are there: the case with 61 passes the check of numbers, and fails when its turn comes.
  const spec: SweepSpec = { base, cases: [{ examples: 60 }, { examples: 61 }], seeds: [1] };
  const told: string[] = [];
  const results = await sweepWith(command, spec, {
    ...{ out, jobs: 2 },
    onRun: ({ name, state }) => told.push(`${name} ${state}`),
  });
  assert.equal(told.sort(), ["examples=60,seed=1 done", "examples=61,seed=1 failed"]);
  assert.match(results[1].error ?? "", /run examples=61,seed=1, examples: found 61, expected at most the 60 training/);
  assert.is(results[0].trained, 60);
  assert.ok((results[0].accuracy?.allActivity ?? 0) > 0.1);
  assert.equal(await readSweepResults(out), results);

  const another = { ...spec, cases: [{ examples: 50 }] };
  const error = await sweepWith(command, another, { out }).catch((e: unknown) => e);
  assert.instance(error, InputError);
  assert.match(
    (error as Error).message,
    /found a sweep with the run examples=60,seed=1, which the new one does not have/,
  );
});

test("a sweep killed with all its child processes continues where it was, with the same result", async () => {
  const file = at("killed.json");
  const [out, whole] = [at("killed"), at("whole")];
  const spec = { base: { ...base, passes: 5 }, seeds: [2] };
  writeFileSync(file, JSON.stringify(spec));
  const args = [...command.slice(1), "sweep", file, "--out", out, "--save-every", "20"];
  const child = spawn(command[0], args, { stdio: "ignore", detached: true });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const own = join(out, "seed=2");
  while (!existsSync(join(own, "run.json")) || (await readRecord(own)).trained < 40) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // The whole process group: the sweep and its worker.
  process.kill(-(child.pid as number), "SIGKILL");
  await ended;
  const { trained, test } = await readRecord(own);
  assert.ok(trained >= 40 && trained < 300 && test === null, `${trained}`);
  while ((await readSweepResults(out))[0].state === "running") await new Promise((resolve) => setTimeout(resolve, 20));
  assert.is((await readSweepResults(out))[0].state, "stopped");

  const [first, second] = await Promise.all(
    [out, whole].map((folder) => sweepWith(command, spec, { out: folder, saveEvery: 20 })),
  );
  assert.equal([first[0].state, second[0].state], ["done", "done"]);
  assert.equal(await resultOf(own), await resultOf(join(whole, "seed=2")));
});

test("a run that is worth more passes goes on; one that is done is left alone", async () => {
  const out = at("killed");
  const record = readFileSync(join(out, "seed=2", "run.json"));
  await sweepWith(command, { base: { ...base, passes: 5 }, seeds: [2] }, { out });
  assert.equal(readFileSync(join(out, "seed=2", "run.json")), record);
  const [more] = await sweepWith(command, { base: { ...base, passes: 6 }, seeds: [2] }, { out });
  assert.equal([more.state, more.trained], ["done", 360]);
});

test("a run that has begun keeps its numbers: a result is never that of others", async () => {
  const out = at("killed");
  for (const [changed, message] of [
    [{ ...base, passes: 6, rate: 121 }, /run seed=2: found rate 121, but the run began with 120/],
    [{ data, updateInterval: 20, neurons: 10, passes: 6 }, /found rate its default, but the run began with 120/],
  ] as const) {
    const error = await sweepWith(command, { base: changed, seeds: [2] }, { out }).catch((e: unknown) => e);
    assert.instance(error, InputError);
    assert.match((error as Error).message, message);
  }
});

test("what a listener throws ends the sweep, and is what the caller sees", async () => {
  const onRun = () => {
    throw new Error("enough");
  };
  const spec = { base: { ...base, examples: 20, testExamples: 10 }, seeds: [1, 2, 3] };
  const error = await sweepWith(command, spec, { out: at("listener"), jobs: 1, onRun }).catch((e: unknown) => e);
  assert.match((error as Error).message, /^enough$/);
  assert.equal(
    (await readSweepResults(at("listener"))).map(({ state }) => state),
    ["done", "waiting", "waiting"],
  );
});

test("the report of a sweep shows what has been tested, beside the paper, and the table as a file", async () => {
  const out = at("killed");
  assert.is(await runReproduce({ out, report: true }), 0);
  const page = readFileSync(join(out, "report.html"), "utf8");
  assert.match(page, /1 of 1 runs have been tested/);
  assert.match(page, /The best run: seed=2/);
  assert.match(readFileSync(join(out, "table.txt"), "utf8"), /\(all\) +1 /);
});

test("the paper's sweep has four sizes, four rules and our constants, and three seeds", () => {
  const runs = sweepRuns("paper", diehlCook2015Sweep);
  assert.is(runs.length, 60);
  const kinds = runs.map(({ choices }) => choices.rule ?? choices.constants);
  assert.is(shortName(runs.at(-1)?.name ?? ""), "neurons=6400,passes=15,ours,seed=2");
  assert.equal([...new Set(kinds)], ["triplet", "prePost", "powerLaw", "exponential", "tuned"]);
  assert.equal([...new Set(runs.map(({ choices }) => choices.neurons))], Object.keys(PUBLISHED).map(Number));
});

test("a run belongs to one process at a time; a claim that is no longer renewed is taken over", async () => {
  const run = at("claimed");
  const release = await claimRun(run);
  assert.ok(release);
  assert.is(await claimRun(run), undefined);
  assert.is(await holderOf(run), `process ${process.pid} on ${hostname()}`);
  await release();
  assert.is(await holderOf(run), undefined);

  const claim = join(run, "claim.json");
  assert.not(existsSync(run), "a run that has written nothing leaves no folder");
  mkdirSync(run);
  writeFileSync(claim, JSON.stringify({ host: "another", pid: 1, token: "x" }));
  assert.is(await holderOf(run), "process 1 on another", "a process on another machine may be alive");
  const old = new Date(Date.now() - 61_000);
  utimesSync(claim, old, old);
  assert.is(await holderOf(run), undefined);
  const again = await claimRun(run);
  assert.ok(again);
  await again();
  rmSync(run, { recursive: true });
});

test.run();
