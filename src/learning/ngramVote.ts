import { checkOptions, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { checkTrain, type SpikeTrain } from "../spikes/spikeTrain.js";
import { type ClassesOption, checkClasses } from "./input.js";
import { checkMemory } from "./memory.js";
import { indexOfLargest } from "./responses.js";

export interface NgramVoteOptions extends ClassesOption {
  readonly neurons: number;
  /** Number of consecutive spikes in an n-gram, at least 1. Default 2. */
  readonly n?: number;
  /** Factor by which each new example of a class discounts the earlier ones, above 0. Default: 1, all count equally. */
  readonly memory?: number;
}

const OPTIONS = optionsOf<NgramVoteOptions>({ neurons: true, classes: true, n: true, memory: true });
/** Largest n, and largest number of distinct n-grams. */
const MOST_N = 64;
const MOST_NGRAMS = 2 ** 22;

/**
 * Votes by the order of spikes: each n-gram, n consecutive spikes of a train, has a score for each class, its mean
 * number of occurrences in an example of that class; the answer is the class with the largest sum of scores over the
 * n-grams of an example. Spikes of the same step are in ascending order of neurons.
 *
 * @see Hazan, Saunders, Sanghavi, Siegelmann & Kozma (2018), Unsupervised learning with self-organizing spiking neural
 *   networks, doi:10.1109/IJCNN.2018.8489673
 */
export class NgramVote {
  readonly neurons: number;
  readonly classes: number;
  readonly n: number;
  readonly memory: number;
  private readonly seen: Float64Array;
  /** Occurrences in the examples of each class, [classes], by n-gram. */
  private readonly scores = new Map<string, Float64Array>();

  /** @throws InputError for sizes that are not whole numbers, or too large */
  constructor(options: NgramVoteOptions) {
    const where = "NgramVote";
    checkOptions(where, options, OPTIONS, { example: "{ neurons: 400, classes: 10, n: 2 }" });
    const { neurons, classes, n = 2, memory = 1 } = options;
    this.neurons = wholeNumber(`${where}, neurons`, neurons, 1, 2 ** 24);
    this.classes = checkClasses(where, classes);
    this.n = wholeNumber(`${where}, n`, n, 1, MOST_N);
    this.memory = checkMemory(where, memory);
    this.seen = new Float64Array(classes);
  }

  /**
   * Answers an example, and then counts it with its true class.
   * @returns the answered class, or null if none of its n-grams has been seen
   * @throws InputError for a train with another number of neurons, or a label that is not a class; nothing is counted
   *   then
   */
  observe(train: SpikeTrain, label: number): number | null {
    wholeNumber("NgramVote.observe, label", label, 0, this.classes - 1);
    const ngrams = this.ngrams("NgramVote.observe", train);
    const answer = this.vote(ngrams);
    const { scores, seen, memory } = this;
    seen[label] = memory * seen[label] + 1;
    if (memory < 1) for (const own of scores.values()) own[label] *= memory;
    for (const ngram of ngrams) {
      let own = scores.get(ngram);
      if (own === undefined) {
        if (scores.size === MOST_NGRAMS) {
          throw new InputError(
            `NgramVote.observe: found more than ${MOST_NGRAMS} different n-grams. Choose a smaller n, or fewer examples.`,
          );
        }
        own = new Float64Array(this.classes);
        scores.set(ngram, own);
      }
      own[label]++;
    }
    return answer;
  }

  /**
   * Answers an example without counting it.
   * @returns the class, or null if none of its n-grams has been seen
   * @throws InputError for a train with another number of neurons
   */
  answer(train: SpikeTrain): number | null {
    return this.vote(this.ngrams("NgramVote.answer", train));
  }

  private ngrams(where: string, train: SpikeTrain): string[] {
    const { neurons, indices } = checkTrain(where, train);
    if (neurons !== this.neurons) {
      throw new InputError(`${where}: found a train of ${neurons} neurons, expected ${this.neurons}.`);
    }
    const { n } = this;
    return Array.from({ length: Math.max(0, indices.length - n + 1) }, (_, s) => indices.subarray(s, s + n).join());
  }

  private vote(ngrams: readonly string[]): number | null {
    const votes = new Float64Array(this.classes);
    for (const ngram of ngrams) {
      const own = this.scores.get(ngram);
      if (own) for (let c = 0; c < votes.length; c++) votes[c] += own[c] / Math.max(this.seen[c], 1);
    }
    return votes.some((vote) => vote > 0) ? indexOfLargest(votes) : null;
  }
}
