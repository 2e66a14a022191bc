import type { Command } from "commander";
import {
  addEthNumbers,
  backendOption,
  count,
  dataOption,
  folder,
  type TestOptions,
  type TrainOptions,
  threadsOption,
} from "./eth/options.js";

/** Adds `spiketensor eth train`, `test` and `info`. */
export function registerEth(program: Command): void {
  const eth = program
    .command("eth")
    .description("The network of Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, which learns MNIST without labels");

  const train = eth
    .command("train")
    .description("Train the network, label its neurons, test it, and keep everything in a folder")
    .addHelpText("after", trainHelp);
  addEthNumbers(train)
    .optionsGroup("Run:")
    .addOption(backendOption("wasm"))
    .addOption(threadsOption("eth train"))
    .addOption(dataOption("eth train", "MNIST"))
    .option(
      "--constants <name>",
      "numbers that are not given: paper, or tuned (ours, more accurate; see docs/results.md) (default: paper)",
    )
    .option(
      "--network <name>",
      "diehlCook2015, diehlCookV2 (direct inhibition), lmSnn (growing inhibition), locallyConnected or twoLayer (no " +
        "inhibition) (default: diehlCook2015)",
    )
    .option("--rule <name>", "how input weights learn: triplet, prePost, powerLaw or exponential (default: triplet)")
    .option(
      "--order <name>",
      "order of the training digits: given, or shuffled for each pass (default: given; with tuned constants shuffled)",
    )
    .option("--combine <how>", "how a batch's changes are combined: sum or mean (default: sum)")
    .option("--out <folder>", "folder of the run (default: runs/eth-NEURONS-SEED)", folder("eth train, --out"))
    .option("--save-every <n>", "digits between two saves (default: 5000)", count("eth train, --save-every"))
    .option(
      "--film <n>",
      "digits between two pictures of the receptive fields, to see how they are learned (default: none)",
      count("eth train, --film"),
    )
    .option("--resume", "continue the run in the folder where it was interrupted")
    .option("--force", "replace the run in the folder")
    .option("--plot", "write a report with figures, report.html, into the folder")
    .action(async (options: TrainOptions) => {
      const { runTrain } = await import("./eth/train.js");
      process.exitCode = await runTrain(options);
    });

  eth
    .command("test")
    .description("Test a trained network without changing its weights and thresholds")
    .argument("<run>", "folder of the run", folder("eth test"))
    .option("--examples <n>", "test digits (default: all)", count("eth test, --examples"))
    .addOption(backendOption("that of the training"))
    .addOption(threadsOption("eth test"))
    .addOption(dataOption("eth test", "that of the training"))
    .option("--plot", "write a report with figures, report.html, into the folder")
    .action(async (run: string, options: TestOptions) => {
      const { runTest } = await import("./eth/test.js");
      process.exitCode = await runTest(run, options);
    });

  eth
    .command("info")
    .description("Show a run's settings, progress and results")
    .argument("<run>", "folder of the run", folder("eth info"))
    .action(async (run: string) => {
      const { runInfo } = await import("./eth/info.js");
      await runInfo(run);
    });
}

const trainHelp = `
Ctrl-C saves after the digit or batch that is shown and ends;
--resume then continues from there, with the same result as without the interruption.

Examples:
  spiketensor eth train                                  400 neurons on all of MNIST
  spiketensor eth train --neurons 100 --examples 2000    a first look
  spiketensor eth train --passes 3 --plot                three passes, and a report
  spiketensor eth train --constants tuned                our constants in place of the paper's
  spiketensor eth train --data fashion-mnist             another data set in MNIST's form
  spiketensor eth train --network lmSnn --neurons 625    inhibition that grows with the distance
  spiketensor eth train --inhibition-probability 0.25    sparse inhibition
  spiketensor eth train --resume                         after Ctrl-C`;
