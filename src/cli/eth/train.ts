import { join } from "node:path";
import { grouped } from "../../check/grouped.js";
import { InputError } from "../../errors.js";
import { claimRun, holderOf } from "../../eth/claim.js";
import type { EthConfig } from "../../eth/ethConfig.js";
import { dataSource } from "../../eth/ethData.js";
import { compileEth } from "../../eth/ethNetwork.js";
import { ETH_NUMBERS } from "../../eth/ethNumbers.js";
import { planRun, replan } from "../../eth/ethPlan.js";
import { type EthRunHooks, runEth, SAVE_EVERY, type StoppedRun } from "../../eth/ethRun.js";
import { digitsToTrain } from "../../eth/ethTrain.js";
import { restoreNetwork } from "../../eth/loadRun.js";
import { hasRecord, readRecord } from "../../eth/runFolder.js";
import type { RunRecord } from "../../eth/runRecord.js";
import { catchInterrupts } from "../../host/interruption.js";
import type { BackendName } from "../../simulate/backends.js";
import { commandLine } from "../commandLine.js";
import { checkBackend } from "./checkBackend.js";
import { loadBoth } from "./loadDigits.js";
import { accuracyPostfix, Meter } from "./meter.js";
import { flagOf, type TrainOptions } from "./options.js";
import { configText, counted, paceText, percent, repeatsText, votesText } from "./text.js";

/** Exit code of a command that was ended by Ctrl-C, as in shells: 128 + SIGINT. */
export const STOPPED = 130;

/** Trains, labels and tests; returns the exit code. */
export async function runTrain(options: TrainOptions): Promise<number> {
  const { neurons = ETH_NUMBERS.neurons.initial, seed = ETH_NUMBERS.seed.initial } = options;
  const folder = options.out ?? join("runs", `eth-${neurons}-${seed}`);
  checkBackend("eth train", options);
  await checkFolder(folder, options);
  const release = await claimRun(folder);
  if (!release) {
    throw new InputError(
      `eth train: found ${(await holderOf(folder)) ?? "another process"} at work on the run in ${folder}, expected none. Wait ` +
        "until it ends, stop it, or choose another folder by --out.",
    );
  }
  try {
    return await trainIn(folder, options);
  } finally {
    await release();
  }
}

async function trainIn(folder: string, options: TrainOptions): Promise<number> {
  // Again, as the process that had claimed the folder may have written to it.
  const record = await checkFolder(folder, options);
  const digits = await loadBoth(record?.config.data.source ?? dataSource(options.data));
  const place = (name: string) => `eth train, ${record ? "--resume " : ""}${flagOf(name)}`;
  const planned = record
    ? replan(place, options, record.config, digits, record.trained)
    : planRun(place, options, digits);
  const { threads } = options;
  const sim = record
    ? await restoreNetwork(folder, { ...record, config: planned }, { threads })
    : await compileEth(planned, threads);
  const config = { ...planned, backend: sim.backend as BackendName };
  console.log(configText(config));
  const passes = config.passes === 1 ? "one pass" : `${config.passes} passes`;
  console.log(`${passes} over ${counted(config.examples, "digit")} of ${digits.train.source}`);
  for (const warning of sim.warnings) console.error(`warning: ${warning}`);

  const { signal, restore } = catchInterrupts();
  try {
    const hooks = { ...printed(config), signal, saveEvery: options.saveEvery ?? SAVE_EVERY, filmEvery: options.film };
    const ended = await runEth({ folder, record, config, digits, sim }, hooks);
    if ("stopped" in ended) {
      sayStopped(ended, config, folder);
      return STOPPED;
    }
    if (options.plot) {
      const { writeReport } = await import("./report.js");
      await writeReport(folder, { config, sim, ...ended, digits: digits.test });
    }
    console.log(`Everything is in ${folder}`);
    return 0;
  } finally {
    restore();
    sim.dispose();
  }
}

/** @throws InputError if a new run would overwrite another one */
async function checkFolder(folder: string, { resume, force }: TrainOptions): Promise<RunRecord | undefined> {
  if (resume && force) throw new InputError("eth train: found --resume and --force, expected one of them.");
  if (resume) return readRecord(folder);
  if (!force && (await hasRecord(folder))) {
    throw new InputError(
      `eth train: found another run in ${folder}. Continue it with --resume, replace it with --force, or choose another ` +
        "folder by --out.",
    );
  }
  return undefined;
}

/** Prints a bar for each stage, and a line for its result. */
function printed(config: EthConfig): Omit<EthRunHooks, "saveEvery"> {
  let meter: Meter | undefined;
  return {
    onStage(stage, total, done, seconds) {
      if (done > 0) console.log(`Continuing after ${grouped(done)} digits`);
      meter = new Meter(stage, total, "digits", { done, seconds });
    },
    onDigit: (done, accuracy) => meter?.update(done, accuracyPostfix(accuracy)),
    onStageEnd: () => meter?.end(),
    onTrained({ seconds, vote: { accuracy, among } }) {
      const total = digitsToTrain(config);
      const running = accuracy === null ? "" : `; accuracy ${percent(accuracy)} on the last ${grouped(among)} answers`;
      console.log(`Trained with ${paceText(total, seconds)}${running}`);
    },
    onLabeled({ labels }) {
      const assigned = grouped(labels.filter((c) => c >= 0).length);
      const digits = counted(config.labelExamples, "digit");
      const isNone = labels.every((c) => c < 0);
      if (isNone) console.error("warning: no neuron has a label, as none fired, so that every answer is class 0");
      console.log(`Labeled ${assigned} of ${counted(config.neurons, "neuron")} with ${digits}${repeatsText(config)}`);
    },
    onTested(tested) {
      console.log(`Tested with ${paceText(tested.digits, tested.seconds)}`);
      console.log(votesText(tested));
    },
  };
}

function sayStopped({ stopped, training }: StoppedRun, config: EthConfig, folder: string): void {
  const where = {
    training: `after ${grouped(training.trained)} of ${grouped(digitsToTrain(config))} digits.`,
    labeling: "during labeling; the training is complete and saved.",
    test: "during the test; the training is complete and saved.",
  };
  console.log(`Stopped ${where[stopped]} Continue with: ${commandLine("eth", "train", "--resume", "--out", folder)}`);
}
