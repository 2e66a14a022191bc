import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findRecord, readRecord } from "../../src/eth/runFolder.js";
import { readSweepResults } from "../../src/index.js";
import { sweepWith } from "../../src/sweep/sweep.js";
import { temporaryFolder, writeDigits } from "../cli/digits.js";
import { skip } from "../skip.js";
import { SlurmCluster, slurmMissing } from "./slurmCluster.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 60, test: 40 });
const base = { data, rate: 120, updateInterval: 20, neurons: 10 } as const;
const command = [process.execPath, "--import", "tsx", "src/cli/main.ts"];

/** Waits until something holds, at most some minutes. */
async function until(what: string, holds: () => Promise<boolean> | boolean, seconds = 300): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const trainedIn = async (run: string) => (await findRecord(run))?.trained ?? 0;

function submit(cluster: SlurmCluster, name: string, spec: object): { out: string; job: string } {
  const file = join(folder, `${name}.json`);
  const out = join(folder, name);
  writeFileSync(file, JSON.stringify(spec));
  const args = [...command.slice(1), "sweep", file, "--out", out, "--slurm", "--save-every", "20"];
  const text = execFileSync(command[0], args, { env: cluster.env, encoding: "utf8" });
  const job = /Slurm job (\d+): /.exec(text)?.[1];
  assert.ok(job, text);
  return { out, job: job as string };
}

const slurm = suite("a sweep on a real Slurm");
const missing = slurmMissing();
/** A test that needs the cluster. */
function onCluster(name: string, body: () => Promise<void>): void {
  if (missing === undefined) slurm(name, body);
  else skip(slurm, name, missing);
}

let cluster: SlurmCluster;
slurm.before(() => {
  if (missing === undefined) cluster = new SlurmCluster();
});
slurm.after(() => cluster?.stop());

const spec = { base: { ...base, passes: 100 }, seeds: [1, 2], slurm: { partition: "main", cpus: 1 } };

onCluster(
  "waits for a drained node, is canceled and queued again, and ends with the result of a sweep at home",
  async () => {
    cluster.run("scontrol", "update", "nodename=one", "state=drain", "reason=test");
    const { out, job } = submit(cluster, "array", spec);
    const states = async () => (await readSweepResults(out)).map(({ state }) => state);
    assert.equal(await states(), ["waiting", "waiting"]);
    assert.match(cluster.run("squeue", "--noheader", "--format=%t"), /PD/);
    cluster.run("scontrol", "update", "nodename=one", "state=resume");

    const [first, second] = [1, 2].map((seed) => join(out, `seed=${seed}`));
    await until("the first run is under way", async () => (await trainedIn(first)) >= 20);
    cluster.run("scancel", `${job}_0`);
    await until("the canceled run has ended", async () => (await states())[0] !== "running");
    assert.is((await states())[0], "stopped");
    const { trained } = await readRecord(first);
    assert.ok(trained >= 20 && trained < 6000, `${trained} digits when canceled`);

    await until("the second run is under way", async () => (await trainedIn(second)) >= 20);
    cluster.run("scontrol", "requeue", `${job}_1`);
    await until("the second run is in the queue again", () =>
      /Restarts=1/.test(cluster.run("scontrol", "show", "job", `${job}_1`)),
    );
    cluster.run("scontrol", "update", `JobId=${job}_1`, "StartTime=now");

    submit(cluster, "array", spec);
    await until("all runs are done", async () => (await states()).every((state) => state === "done"));
    const home = join(folder, "home");
    await sweepWith(command, { ...spec, seeds: [1] }, { out: home });
    const result = async (run: string) => {
      const { network, curve, test } = await readRecord(run);
      return { curve, all: test?.allActivity, network: readFileSync(join(run, network)).toString("base64") };
    };
    assert.equal(await result(first), await result(join(home, "seed=1")));
  },
);

onCluster("a run that reaches the end of its time saves and is in the queue again", async () => {
  const { out, job } = submit(cluster, "limit", {
    ...spec,
    ...{ base: { ...base, passes: 100_000 }, seeds: [3], slurm: { time: "2" } },
  });
  const run = join(out, "seed=3");
  await until("the run is in the queue again", () =>
    /Restarts=1/.test(cluster.run("scontrol", "show", "job", `${job}_0`)),
  );
  await until("the run is given back", async () => (await readSweepResults(out))[0].state === "stopped");
  assert.ok((await trainedIn(run)) > 0);
  cluster.run("scancel", job);
});

slurm.run();
