import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { BackendError } from "../errors.js";
import { makeFolder } from "../host/makeFolder.js";
import { writeWhole } from "../host/writeWhole.js";
import type { SlurmOptions } from "./slurmOptions.js";
import type { SweepRun } from "./spec.js";

const run = (program: string, args: readonly string[]): Promise<{ readonly stdout: string }> =>
  promisify(process.getBuiltinModule("node:child_process").execFile)(program, args);

/** Seconds before the end of its time limit at which a run is told to save. */
const SAVE_BEFORE_S = 60;

/** Tasks of one array: Slurm's limit unless an administrator has raised it (MaxArraySize). */
const MOST_TASKS = 1000;

const FLAGS = {
  partition: "partition",
  account: "account",
  time: "time",
  memory: "mem",
  cpus: "cpus-per-task",
  gres: "gres",
} as const satisfies Partial<Record<keyof SlurmOptions, string>>;

interface Submission {
  readonly script: string;
  readonly job: string;
  readonly runs: number;
}

/**
 * Submits runs to Slurm as job arrays, one task for each run. A task that reaches its time limit saves and requeues
 * itself; a task that Slurm preempts and requeues continues where it was.
 *
 * @param folder on a file system shared by all nodes
 * @param command the program and first arguments that start the command line
 * @throws BackendError if Slurm is missing or refuses the job
 * @throws FileError if the disk refuses
 */
export async function submitToSlurm(
  folder: string,
  runs: readonly SweepRun[],
  options: SlurmOptions,
  { command, saveEvery }: { readonly command: readonly string[]; readonly saveEvery: number },
): Promise<Submission[]> {
  const logs = resolve(folder, "slurm");
  makeFolder(logs);
  const submissions: Submission[] = [];
  for (let first = 0; first < runs.length; first += MOST_TASKS) {
    const own = runs.slice(first, first + MOST_TASKS);
    const script = join(logs, `sweep-${Date.now()}-${first}.sh`);
    const work = [...command, "sweep", "work", resolve(folder)].map(quoted).join(" ");
    await writeWhole(script, [
      "#!/bin/bash\n",
      ...directives(own.length, logs, options).map((directive) => `#SBATCH ${directive}\n`),
      // Until the program handles the signal, it must not end the task.
      "trap '' USR1\n",
      `runs=(${own.map(({ name }) => quoted(name)).join(" ")})\n`,
      `exec ${work} "\${runs[$SLURM_ARRAY_TASK_ID]}" --save-every ${saveEvery} --requeue\n`,
    ]);
    submissions.push({ script, job: await sbatch(script), runs: own.length });
  }
  return submissions;
}

function directives(count: number, logs: string, options: SlurmOptions): string[] {
  const limit = options.atOnce === undefined ? "" : `%${options.atOnce}`;
  const asked = Object.entries(FLAGS).flatMap(([name, flag]) => {
    const value = options[name as keyof typeof FLAGS];
    return value === undefined ? [] : [`--${flag}=${value}`];
  });
  return [
    "--job-name=spiketensor",
    `--array=0-${count - 1}${limit}`,
    `--output=${join(logs, "%A_%a.txt")}`,
    "--open-mode=append",
    "--requeue",
    `--signal=B:USR1@${SAVE_BEFORE_S}`,
    ...asked,
  ];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

async function sbatch(script: string): Promise<string> {
  try {
    const { stdout } = await run("sbatch", ["--parsable", script]);
    return stdout.trim().split(";")[0];
  } catch (error) {
    const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
    if (code === "ENOENT") {
      throw new BackendError(
        "sweep, --slurm: found no sbatch. Run it on a node that submits to Slurm, or without --slurm on this machine.",
      );
    }
    throw new BackendError(`sweep, --slurm: Slurm refused ${script}: ${(stderr || message).trim()}`);
  }
}

/** Requeues the task that runs this process, with Slurm's own command. Does nothing outside a task. */
export async function requeueTask(): Promise<void> {
  const { SLURM_ARRAY_JOB_ID: job, SLURM_ARRAY_TASK_ID: task } = process.env;
  if (job !== undefined && task !== undefined) await run("scontrol", ["requeue", `${job}_${task}`]);
}
