import { join } from "node:path";
import { InputError } from "../../errors.js";
import type { EthConfig } from "../../eth/ethConfig.js";
import { dataSource } from "../../eth/ethData.js";
import { type EthTest, label } from "../../eth/ethEvaluate.js";
import { compileEth, type EthSimulation } from "../../eth/ethNetwork.js";
import { ETH_NUMBERS } from "../../eth/ethNumbers.js";
import { digitsToTrain, startTraining, type Training, train } from "../../eth/ethTrain.js";
import { labelsOf, restoreNetwork, trainingOf } from "../../eth/loadRun.js";
import { hasRecord, RunFolder, readRecord } from "../../eth/runFolder.js";
import type { RunRecord } from "../../eth/runRecord.js";
import { catchInterrupts } from "../../host/interruption.js";
import type { LabelAssignment } from "../../learning/assignLabels.js";
import type { BackendName } from "../../simulate/backends.js";
import { accuracyPostfix, Meter } from "./meter.js";
import type { TrainOptions } from "./options.js";
import { type Data, loadDigits, planRun, replan } from "./plan.js";
import { testDigits } from "./testDigits.js";
import { configText, counted, paceText, percent, votesText, whole } from "./text.js";

const SAVE_EVERY = 5000;

/** Exit code of a command that Ctrl-C has ended, as shells have it: 128 + SIGINT. */
const STOPPED = 130;

/** All that the stages of a run work with. */
interface Job {
  readonly folder: string;
  /** What a run that goes on has left. */
  readonly record: RunRecord | undefined;
  readonly config: EthConfig;
  readonly data: Data;
  readonly sim: EthSimulation;
  readonly run: RunFolder;
  readonly training: Training;
  readonly signal: AbortSignal;
}

/** Trains, labels and tests; returns the exit code. */
export async function runTrain(options: TrainOptions): Promise<number> {
  const { neurons = ETH_NUMBERS.neurons.initial, seed = ETH_NUMBERS.seed.initial } = options;
  const folder = options.out ?? join("runs", `eth-${neurons}-${seed}`);
  const record = await checkFolder(folder, options);
  const source = record?.config.data.source ?? dataSource(options.data);
  const data = { train: await loadDigits(source, "train"), test: await loadDigits(source, "test") };
  const planned = record ? replan(options, record.config, data, record.trained) : planRun(options, data);
  const sim = record ? await restoreNetwork(folder, { ...record, config: planned }) : await compileEth(planned);
  const config = { ...planned, backend: sim.backend as BackendName };
  console.log(configText(config));
  const passes = config.passes === 1 ? "one pass" : `${config.passes} passes`;
  console.log(`${passes} over ${counted(config.examples, "digit")} of ${data.train.source}`);
  for (const warning of sim.warnings) console.error(`warning: ${warning}`);

  const run = new RunFolder(folder, config, sim, record);
  const training = record ? trainingOf(record) : startTraining(config);
  if (!record) await run.saveTraining(training);
  const { signal, restore } = catchInterrupts();
  try {
    const job = { folder, record, config, data, sim, run, training, signal };
    const done = await stages(job, options);
    if (done === undefined) return STOPPED;
    if (options.plot) {
      const { writeReport } = await import("./report.js");
      await writeReport(folder, { config, sim, network: run.network, ...done, training, digits: data.test });
    }
    console.log(`Everything is in ${folder}`);
    return 0;
  } finally {
    restore();
    sim.dispose();
  }
}

/** @throws InputError where a new run would overwrite another one */
async function checkFolder(folder: string, { resume, force }: TrainOptions): Promise<RunRecord | undefined> {
  if (resume && force) throw new InputError("eth train: found --resume and --force, expected one of them.");
  if (resume) return readRecord(folder);
  if (!force && (await hasRecord(folder))) {
    throw new InputError(
      `eth train: found another run in ${folder}. Go on with it by --resume, replace it by --force, or choose another ` +
        "folder by --out.",
    );
  }
  return undefined;
}

/** Training, labels and test, each unless it is there already. Undefined if Ctrl-C came. */
async function stages(job: Job, { saveEvery = SAVE_EVERY }: TrainOptions) {
  const isSame = await trainStage(job, saveEvery);
  if (isSame === undefined) return undefined;
  const labels = await labelStage(job, isSame);
  if (labels === undefined) return undefined;
  const tested = await testStage(job, labels.labels, isSame && labels.isSame);
  return tested && { labels: labels.labels, tested };
}

/** Whether all had been trained before; undefined if Ctrl-C came. */
async function trainStage(job: Job, saveEvery: number): Promise<boolean | undefined> {
  const { config, sim, data, run, training, signal, folder } = job;
  const total = digitsToTrain(config);
  const { trained: done, seconds } = training;
  if (done < total) {
    if (done > 0) console.log(`Going on after ${whole(done)} digits`);
    const meter = new Meter("training", total, "digits", { done, seconds });
    await train(config, sim, data.train, training, {
      save: (state) => run.saveTraining(state),
      saveEvery,
      signal,
      onDigit: (at, accuracy) => meter.update(at, accuracyPostfix(accuracy)),
    });
    meter.end();
  }
  if (training.trained < total) {
    console.log(`Stopped after ${whole(training.trained)} of ${whole(total)} digits. ${goOn(folder)}`);
    return undefined;
  }
  const { accuracy, window } = training.vote;
  const running =
    accuracy === null ? "" : `; accuracy ${percent(accuracy)} on the last ${whole(Math.min(window, total))}`;
  console.log(`Trained with ${paceText(total, training.seconds)}${running}`);
  return done === total;
}

async function labelStage(
  { config, sim, data, run, training, signal, folder, record }: Job,
  isSame: boolean,
): Promise<{ readonly labels: LabelAssignment; readonly isSame: boolean } | undefined> {
  const { labelExamples, neurons } = config;
  let labels: LabelAssignment | undefined;
  const isThere = isSame && record?.labels != null && record.config.labelExamples === labelExamples;
  if (isThere) labels = await labelsOf(folder, record);
  else {
    const meter = new Meter("labelling", labelExamples, "digits");
    labels = await label(config, sim, data.train.slice(0, labelExamples), {
      signal,
      onDigit: (at) => meter.update(at),
    });
    meter.end();
    if (labels === undefined) {
      sayStopped("labelling", folder);
      return undefined;
    }
    await run.saveLabels(training, labels);
  }
  const assigned = labels.labels.filter((c) => c >= 0).length;
  console.log(`Labelled ${whole(assigned)} of ${counted(neurons, "neuron")} with ${counted(labelExamples, "digit")}`);
  return { labels, isSame: isThere };
}

async function testStage(
  { config, sim, data, run, training, signal, folder, record }: Job,
  labels: LabelAssignment,
  isSame: boolean,
): Promise<EthTest | undefined> {
  let tested = isSame && record?.config.testExamples === config.testExamples ? record.test : null;
  if (tested === null) {
    await sim.restore(run.network);
    tested =
      (await testDigits({ config, sim, labels, digits: data.test.slice(0, config.testExamples), signal })) ?? null;
    if (tested === null) {
      sayStopped("the test", folder);
      return undefined;
    }
    await run.saveTest(training, tested);
  }
  console.log(`Tested with ${paceText(tested.digits, tested.seconds)}`);
  console.log(votesText(tested));
  return tested;
}

function sayStopped(what: string, folder: string): void {
  console.log(`Stopped during ${what}; the training is complete and saved. ${goOn(folder)}`);
}

const goOn = (folder: string) => `Go on with: spiketensor eth train --resume --out ${folder}`;
