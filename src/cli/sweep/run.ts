import { availableParallelism } from "node:os";
import { basename, extname, join } from "node:path";
import { SAVE_EVERY } from "../../eth/ethRun.js";
import { catchInterrupts } from "../../host/interruption.js";
import type { RunProgress } from "../../sweep/doRun.js";
import type { SweepResult } from "../../sweep/results.js";
import { submitToSlurm } from "../../sweep/slurm.js";
import type { SweepRun, SweepSpec } from "../../sweep/spec.js";
import { readSpec } from "../../sweep/specFile.js";
import { prepareSweep, runPrepared } from "../../sweep/sweep.js";
import { sweepTable } from "../../sweep/table.js";
import { commandLine } from "../commandLine.js";
import { loadDigits } from "../eth/loadDigits.js";
import { accuraciesText } from "../eth/text.js";
import { STOPPED } from "../eth/train.js";
import { SweepMeter } from "./meter.js";

export interface RunSweepOptions {
  readonly out?: string;
  readonly jobs?: number;
  readonly saveEvery?: number;
  readonly slurm?: boolean;
}

/** The command that starts this command line in a process of its own. */
const command = (): string[] => [process.execPath, ...process.execArgv, process.argv[1]];

/** Does the runs of a file's sweep, or submits them to Slurm; returns the exit code. */
export async function runSweep(file: string, options: RunSweepOptions): Promise<number> {
  const spec = await readSpec(file);
  const folder = options.out ?? join("runs", basename(file, extname(file)));
  return doSweep({ spec, folder, where: file, again: commandLine("sweep", file, "--out", folder) }, options);
}

/** A sweep as run by a command. */
interface Sweep {
  readonly spec: SweepSpec;
  readonly folder: string;
  /** The file or command, for error messages about the specification. */
  readonly where: string;
  /** The command that continues the sweep. */
  readonly again: string;
}

/** Does the rest of a sweep, or submits it to Slurm; returns the exit code. */
export async function doSweep({ spec, folder, where, again }: Sweep, options: RunSweepOptions): Promise<number> {
  const { jobs = availableParallelism(), saveEvery = SAVE_EVERY, slurm } = options;
  const prepared = await prepareSweep(where, spec, folder, loadDigits);
  const { runs, open } = prepared;
  const count = `${runs.length} run${runs.length === 1 ? "" : "s"}`;
  console.log(
    `${count} in ${folder}${open.length === runs.length ? "" : `, ${runs.length - open.length} of them done`}`,
  );
  if (slurm) {
    const submitted = await submitToSlurm(folder, open, spec.slurm ?? {}, { command: command(), saveEvery });
    for (const { job, runs: tasks } of submitted) console.log(`Slurm job ${job}: ${tasks} tasks`);
    console.log(`Check them with: ${commandLine("sweep", "status", folder)}`);
    return 0;
  }
  const { signal, restore } = catchInterrupts();
  const meter = new SweepMeter(open);
  try {
    const onProgress = (run: SweepRun, progress: RunProgress) => meter.update(run, progress);
    const results = await runPrepared(
      prepared,
      { command: command(), jobs, saveEvery, signal, onProgress },
      (result) => {
        meter.end(result.name);
        console.log(resultText(result));
      },
    );
    meter.close();
    console.log(`\n${sweepTable(results)}`);
    const failed = results.filter(({ state }) => state === "failed");
    for (const { name, error } of failed) console.error(`failed: ${name}: ${error}`);
    if (signal.aborted) {
      console.log(`Stopped. Continue with: ${again}`);
      return STOPPED;
    }
    return failed.length > 0 ? 1 : 0;
  } finally {
    restore();
  }
}

function resultText({ name, state, accuracy }: SweepResult): string {
  const reached = accuracy ? `: ${accuraciesText(accuracy)}` : "";
  return `${state}: ${name}${reached}`;
}
