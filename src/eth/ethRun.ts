import type { LabelAssignment } from "../learning/assignLabels.js";
import { areLabeledAlike, type EthConfig } from "./ethConfig.js";
import { type EthTest, label, test } from "./ethEvaluate.js";
import type { EthSimulation } from "./ethNetwork.js";
import type { EthDigits } from "./ethPlan.js";
import { digitsToTrain, startTraining, type Training, train } from "./ethTrain.js";
import { checkFilm, writeFrame } from "./film.js";
import { labelsOf, trainingOf } from "./loadRun.js";
import { RunFolder } from "./runFolder.js";
import type { RunRecord } from "./runRecord.js";

type EthStage = "training" | "labeling" | "test";

/** Default number of digits between two saves. */
export const SAVE_EVERY = 5000;

/** Callbacks and options of a run. */
export interface EthRunHooks {
  /** A stage starts with this much to do, of which `done` was already done in `seconds`. */
  readonly onStage?: (stage: EthStage, total: number, done: number, seconds: number) => void;
  /** Called for each digit, with the running accuracy, which is null until there is one. */
  readonly onDigit?: (done: number, accuracy: number | null) => void;
  /** A stage that had work to do has ended or was stopped. */
  readonly onStageEnd?: () => void;
  /** Results, whether new or found in the folder. */
  readonly onTrained?: (training: Training) => void;
  readonly onLabeled?: (labels: LabelAssignment) => void;
  readonly onTested?: (test: EthTest) => void;
  /** Ends the run after a digit or batch; what has been learned is saved. */
  readonly signal?: AbortSignal;
  /** Digits between two saves. */
  readonly saveEvery: number;
  /** Digits between two pictures of the receptive fields; no pictures if undefined. */
  readonly filmEvery?: number;
}

/** A run before it starts or continues. */
interface EthJob {
  readonly folder: string;
  /** The record of a run that continues. */
  readonly record: RunRecord | undefined;
  readonly config: EthConfig;
  readonly digits: EthDigits;
  /** In the state of the record. */
  readonly sim: EthSimulation;
}

/** A completed run. */
interface EndedRun {
  readonly training: Training;
  readonly labels: LabelAssignment;
  readonly tested: EthTest;
  /** The checkpoint of the trained network. */
  readonly network: string;
}

/** A stopped run: its training so far is saved. */
export interface StoppedRun {
  readonly stopped: EthStage;
  readonly training: Training;
}

/**
 * Trains, labels and tests, each unless it has been done already, and keeps everything in the folder. The result is the
 * same however often the run was stopped and continued.
 * @throws FileError if the disk refuses
 */
export async function runEth(job: EthJob, hooks: EthRunHooks): Promise<EndedRun | StoppedRun> {
  const { folder, record, config, digits, sim } = job;
  const { signal, onDigit, saveEvery, filmEvery } = hooks;
  if (filmEvery !== undefined) checkFilm(config);
  const run = new RunFolder(folder, config, sim, record);
  const training = record ? trainingOf(record) : startTraining(config);
  if (!record) await run.saveTraining(training);

  const total = digitsToTrain(config);
  const wasTrained = training.trained === total;
  if (!wasTrained) {
    hooks.onStage?.("training", total, training.trained, training.seconds);
    const save = (state: Training) => run.saveTraining(state);
    const keep = async (trained: number) => writeFrame(folder, config, trained, await sim.state.inputToExc.w.read());
    const film = filmEvery === undefined ? undefined : { every: filmEvery, keep };
    await train(config, sim, digits.train, training, { save, saveEvery, film, onDigit, signal });
    hooks.onStageEnd?.();
    if (training.trained < total) return { stopped: "training", training };
  }
  hooks.onTrained?.(training);

  const { labelExamples, testExamples } = config;
  const wasLabeled = wasTrained && record?.labels != null && areLabeledAlike(record.config, config);
  let labels: LabelAssignment | undefined;
  if (wasLabeled) labels = await labelsOf(folder, record);
  else {
    hooks.onStage?.("labeling", labelExamples, 0, 0);
    // While neurons are being labeled, the accuracy would be meaningless.
    const done = onDigit && ((n: number) => onDigit(n, null));
    labels = await label(config, sim, digits.train.slice(0, labelExamples), { onDigit: done, signal });
    hooks.onStageEnd?.();
    if (labels === undefined) return { stopped: "labeling", training };
    await run.saveLabels(training, labels);
  }
  hooks.onLabeled?.(labels);

  let tested = wasLabeled && record.config.testExamples === testExamples ? record.test : null;
  if (tested === null) {
    await sim.restore(run.network);
    hooks.onStage?.("test", testExamples, 0, 0);
    tested = (await test(config, sim, digits.test.slice(0, testExamples), labels, { onDigit, signal })) ?? null;
    hooks.onStageEnd?.();
    if (tested === null) return { stopped: "test", training };
    await run.saveTest(training, tested);
  }
  hooks.onTested?.(tested);
  return { training, labels, tested, network: run.network };
}
