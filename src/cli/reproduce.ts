import { type Command, Option } from "commander";
import { count, folder } from "./eth/options.js";
import type { ReproduceOptions } from "./sweep/reproduce.js";

/** Adds `spiketensor reproduce diehl-cook-2015`. */
export function registerReproduce(program: Command): void {
  const reproduce = program.command("reproduce").description("Reproduce the results of a paper and compare");
  reproduce
    .command("diehl-cook-2015")
    .description("The accuracies of Diehl & Cook (2015) by size and rule, as a sweep, with a report")
    .option("--quick", "a quick version in minutes: 100 and 400 neurons, the paper's constants and ours, 10,000 digits")
    .option(
      "--out <folder>",
      "folder of the sweep (default: runs/diehl-cook-2015, or runs/diehl-cook-2015-quick)",
      folder("reproduce, --out"),
    )
    .option("--jobs <n>", "runs at the same time (default: one for each core)", count("reproduce, --jobs"))
    .option("--save-every <n>", "digits between two saves (default: 5000)", count("reproduce, --save-every"))
    .option("--slurm", "submit the runs to Slurm as a job array, and end; run again without it for the report")
    .addOption(new Option("--report", "write the report from the existing results, and run nothing").conflicts("slurm"))
    .action(async (options: ReproduceOptions) => {
      const { runReproduce } = await import("./sweep/reproduce.js");
      process.exitCode = await runReproduce(options);
    });
}
