import type { ImageDataset } from "../data/imageDataset.js";
import { ratesOf } from "../encode/rates.js";
import { LabelVote } from "../learning/labelVote.js";
import type { EthConfig } from "./ethConfig.js";
import { type EthSimulation, ethPresentation, ethRates } from "./ethNetwork.js";
import { digitOrder } from "./ethOrder.js";

/** The progress of a training. */
export interface Training {
  /** Number of digits learned. */
  trained: number;
  /** Time that this took. */
  seconds: number;
  /** Accuracy during training, of digits classified before they were learned. */
  readonly vote: LabelVote;
  /** The vote's accuracy after each update interval. */
  readonly curve: { readonly examples: number[]; readonly accuracy: number[] };
}

export interface WorkHooks {
  /** Called for each digit. */
  readonly onDigit?: (done: number, accuracy: number | null) => void;
  /** Ends the work after a whole digit or batch. */
  readonly signal?: AbortSignal;
}

interface TrainingHooks extends WorkHooks {
  readonly save: (training: Training) => Promise<void>;
  /** In digits; a batch is completed first. */
  readonly saveEvery: number;
  /** Saves a picture of the state before the first digit, after every `every` digits, and at the end. */
  readonly film?: { readonly every: number; keep(trained: number): Promise<void> };
}

export function startTraining({ neurons, updateInterval, data: { classes } }: EthConfig): Training {
  const vote = new LabelVote({ neurons, classes, window: updateInterval });
  return { trained: 0, seconds: 0, vote, curve: { examples: [], accuracy: [] } };
}

/** Number of digits in all passes. */
export const digitsToTrain = ({ examples, passes }: EthConfig): number => examples * passes;

/**
 * Presents the training digits, in the order of the configuration and pass after pass, one by one or in batches, until all have been learned or
 * the signal is aborted, and saves after each `saveEvery` digits and at the end. A batch ends where a pass ends. The
 * state depends only on the configuration, not on where the training was interrupted, saved and continued.
 */
export async function train(
  config: EthConfig,
  sim: EthSimulation,
  digits: ImageDataset,
  training: Training,
  { save, saveEvery, film, onDigit, signal }: TrainingHooks,
): Promise<void> {
  const { vote, curve } = training;
  const total = digitsToTrain(config);
  const presentation = { ...ethPresentation(config), combine: config.combine };
  const rates = ethRates(config);
  const start = performance.now() - 1000 * training.seconds;
  const saveNow = () => {
    training.seconds = (performance.now() - start) / 1000;
    return save(training);
  };
  const digitAt = digitOrder(config);
  let saved = training.trained;
  if (training.trained === 0) await film?.keep(0);
  while (training.trained < total && !signal?.aborted) {
    const before = training.trained;
    const first = before % config.examples;
    const batch = Array.from({ length: Math.min(config.batch, config.examples - first) }, (_, n) =>
      digitAt(before + n),
    );
    const inputs = batch.map((i) => ({ input: ratesOf(digits.image(i), rates) }));
    for (const [n, { counts }] of (await sim.learnBatch(inputs, presentation)).entries()) {
      vote.observe(counts.exc, digits.labels[batch[n]]);
      const done = ++training.trained;
      if (done % config.updateInterval === 0 && vote.accuracy !== null) {
        curve.examples.push(done);
        curve.accuracy.push(vote.accuracy);
      }
      onDigit?.(done, vote.accuracy);
    }
    const hasPassed = (every: number, since: number) =>
      Math.floor(training.trained / every) > Math.floor(since / every);
    if (film && (hasPassed(film.every, before) || training.trained === total)) await film.keep(training.trained);
    if (hasPassed(saveEvery, saved)) {
      await saveNow();
      saved = training.trained;
    }
  }
  if (saved < training.trained) await saveNow();
}
