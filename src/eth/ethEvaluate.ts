import type { ImageDataset } from "../data/imageDataset.js";
import { ratesOf } from "../encode/rates.js";
import { allActivity } from "../learning/allActivity.js";
import type { LabelAssignment } from "../learning/assignLabels.js";
import { confusionMatrix } from "../learning/confusionMatrix.js";
import { LabelVote } from "../learning/labelVote.js";
import { naiveBayes } from "../learning/naiveBayes.js";
import { proportionWeighted } from "../learning/proportionWeighted.js";
import type { EthConfig } from "./ethConfig.js";
import { type EthSimulation, ethPresentation, ethRates, restUntilSilent } from "./ethNetwork.js";
import type { WorkHooks } from "./ethTrain.js";

/** How often a vote answered class c to digits of class l: [classes, classes], the true class l in rows. */
export type Confusion = readonly number[];

/** The votes of a test, in the order in which they are shown. */
export const VOTES = ["allActivity", "proportionWeighted", "naiveBayes"] as const;

export type Vote = (typeof VOTES)[number];

/** The results of a test, by each vote. */
export interface EthTest extends Readonly<Record<Vote, Confusion>> {
  readonly digits: number;
  readonly seconds: number;
}

export const VOTE_NAMES: Readonly<Record<Vote, string>> = {
  allActivity: "all-activity",
  proportionWeighted: "proportion-weighted",
  naiveBayes: "naive Bayes",
};

/**
 * Presents digits without learning: normalized weights and thresholds do not change. Each is shown `repeats` times, with
 * other input spikes; its counts are added. Ends early at the signal.
 */
async function* responses(config: EthConfig, sim: EthSimulation, digits: ImageDataset, signal?: AbortSignal) {
  const presentation = { ...ethPresentation(config), learning: false };
  const rates = ethRates(config);
  await restUntilSilent(sim);
  for (let i = 0; i < digits.size && !signal?.aborted; i++) {
    const input = ratesOf(digits.image(i), rates);
    const total = new Int32Array(config.neurons);
    for (let r = 0; r < config.repeats; r++) {
      const { counts } = await sim.present({ input }, presentation);
      for (let j = 0; j < total.length; j++) total[j] += counts.exc[j];
    }
    yield { counts: total, label: digits.labels[i] };
  }
}

/**
 * Assigns each neuron to the class to which it responds most (see {@link assignLabels}). Undefined if aborted.
 * @see Diehl & Cook (2015), "Training and classification": labels are assigned with the learning rate set to zero
 */
export async function label(
  config: EthConfig,
  sim: EthSimulation,
  digits: ImageDataset,
  { onDigit, signal }: WorkHooks = {},
): Promise<LabelAssignment | undefined> {
  const { neurons, data, updateInterval } = config;
  const vote = new LabelVote({ neurons, classes: data.classes, window: updateInterval });
  let done = 0;
  for await (const { counts, label } of responses(config, sim, digits, signal)) {
    vote.observe(counts, label);
    done++;
    onDigit?.(done, vote.accuracy);
  }
  return done === digits.size ? { labels: vote.assignments, rates: vote.rates } : undefined;
}

/** Number of digits whose spike counts are kept for one vote, so that their matrix is small. */
const BATCH = 250;

/** Classifies digits by all votes. Undefined if aborted. */
export async function test(
  config: EthConfig,
  sim: EthSimulation,
  digits: ImageDataset,
  { labels: assignments, rates }: LabelAssignment,
  { onDigit, signal }: WorkHooks = {},
): Promise<EthTest | undefined> {
  const { classes } = config.data;
  const start = performance.now();
  const none = (): number[] => new Array(classes ** 2).fill(0);
  const totals: Record<Vote, number[]> = { allActivity: none(), proportionWeighted: none(), naiveBayes: none() };
  const batch: Int32Array[] = [];
  const truth: number[] = [];
  const vote = () => {
    const counts = new Int32Array(batch.length * config.neurons);
    batch.forEach((row, i) => {
      counts.set(row, i * config.neurons);
    });
    const answers = {
      allActivity: allActivity(counts, assignments, { classes }),
      proportionWeighted: proportionWeighted(counts, rates, { classes }),
      naiveBayes: naiveBayes(counts, rates, { classes }),
    };
    for (const name of VOTES) {
      const found = confusionMatrix(answers[name], truth, { classes });
      for (let i = 0; i < found.length; i++) totals[name][i] += found[i];
    }
    batch.length = 0;
    truth.length = 0;
    accuracy = accuracyOf(totals.allActivity);
  };
  let accuracy: number | null = null;
  let done = 0;
  for await (const { counts, label } of responses(config, sim, digits, signal)) {
    batch.push(counts);
    truth.push(label);
    done++;
    if (batch.length === BATCH || done === digits.size) vote();
    onDigit?.(done, accuracy);
  }
  const seconds = (performance.now() - start) / 1000;
  return done === digits.size ? { digits: done, seconds, ...totals } : undefined;
}

/** Fraction of correct answers by each vote. */
export const accuraciesOf = (test: EthTest): Readonly<Record<Vote, number>> => ({
  allActivity: accuracyOf(test.allActivity),
  proportionWeighted: accuracyOf(test.proportionWeighted),
  naiveBayes: accuracyOf(test.naiveBayes),
});

/** Fraction of correct answers in a confusion matrix. */
export function accuracyOf(confusion: Confusion): number {
  const classes = Math.sqrt(confusion.length);
  const total = confusion.reduce((sum, count) => sum + count, 0);
  return confusion.filter((_, i) => i % (classes + 1) === 0).reduce((sum, count) => sum + count, 0) / total;
}
