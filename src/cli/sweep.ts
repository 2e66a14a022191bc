import type { Command } from "commander";
import { count, folder } from "./eth/options.js";
import type { RunSweepOptions } from "./sweep/run.js";
import type { TableOptions } from "./sweep/table.js";

/** Adds `spiketensor sweep FILE`, `sweep status` and `sweep table`. */
export function registerSweep(program: Command): void {
  const sweep = program
    .command("sweep")
    .description("Many runs of the ETH network with different numbers and seeds, on all cores or by Slurm");

  sweep
    .command("run", { isDefault: true })
    .description("Do all runs of a sweep that are not yet done; `run` may be left out")
    .argument("<file>", "the sweep, as JSON or as the default export of a module")
    .option("--out <folder>", "folder of the sweep (default: runs/NAME-OF-THE-FILE)", folder("sweep, --out"))
    .option("--jobs <n>", "runs at the same time (default: one for each core)", count("sweep, --jobs"))
    .option("--save-every <n>", "digits between two saves (default: 5000)", count("sweep, --save-every"))
    .option("--slurm", "submit the runs to Slurm as a job array, and end")
    .addHelpText("after", help)
    .action(async (file: string, options: RunSweepOptions) => {
      const { runSweep } = await import("./sweep/run.js");
      process.exitCode = await runSweep(file, options);
    });

  sweep
    .command("status")
    .description("Show the state of each run")
    .argument("<folder>", "folder of the sweep", folder("sweep status"))
    .action(async (out: string) => {
      const { printStatus } = await import("./sweep/status.js");
      await printStatus(out);
    });

  sweep
    .command("table")
    .description("Print the results: mean, standard deviation and best over seeds")
    .argument("<folder>", "folder of the sweep", folder("sweep table"))
    .option("--csv", "one line for each run, as CSV")
    .option("--json", "all results, as JSON")
    .option("--figure <file>", "write a figure as well: .html, .png or .svg")
    .action(async (out: string, options: TableOptions) => {
      const { printTable } = await import("./sweep/table.js");
      await printTable(out, options);
    });

  sweep
    .command("work", { hidden: true })
    .description("Do one run of a sweep in this process (used by worker processes and Slurm tasks)")
    .argument("<folder>")
    .argument("<run>")
    .option("--save-every <n>", "", count("sweep, --save-every"))
    .option("--requeue")
    .action(async (out: string, name: string, options: { saveEvery?: number; requeue?: boolean }) => {
      const { runWork } = await import("./sweep/work.js");
      process.exitCode = await runWork(out, name, options);
    });
}

const help = `
The file says what all runs have in common, what differs, and the seeds:

  { "base": { "examples": 20000 },
    "cases": [{ "neurons": 100 }, { "neurons": 400, "passes": 3 }],
    "vary": { "thetaPlus": [0.05, 0.1] },
    "seeds": [0, 1, 2] }

Every case is combined with every varied value and every seed. After a stop or a crash, the same command continues where it was.`;
