import { InputError } from "../errors.js";
import type { ClassesOption } from "./assignLabels.js";
import { checkClasses } from "./classes.js";
import { checkState, type LabelVoteState } from "./labelVoteState.js";

export interface LabelVoteOptions extends ClassesOption {
  readonly neurons: number;
  /** How many of the last answers `accuracy` is over. Default: 1000. */
  readonly window?: number;
}

/**
 * Label assignment and all-activity vote that go along with a training: each example is first answered with what was
 * seen before it, and then counted. After any number of examples, `assignments` and `rates` are those that
 * {@link assignLabels} finds for the same examples, and the answers those of {@link allActivity}.
 *
 * ```ts
 * const vote = new LabelVote({ neurons: 400, classes: 10 });
 * for (const { image, label } of progress(digits, { postfix: () => `accuracy ${vote.accuracyText}` })) {
 *   const { counts } = await sim.present({ input: ratesOf(image, { maximum: Hz(63.75) }) }, presentation);
 *   vote.observe(counts.exc, label);
 * }
 * ```
 *
 * Only what an example changes is computed anew: every neuron's rate for the example's class.
 */
export class LabelVote {
  readonly neurons: number;
  readonly classes: number;
  readonly window: number;

  /** Class of each neuron, [neurons]; −1 for a neuron that has never spiked. Changes with each example. */
  readonly assignments: Int32Array;

  private readonly seen: Float64Array;
  /** [neurons, classes], row by row. */
  private readonly spikes: Float64Array;
  /** Rate of each neuron for the class that it is assigned to. */
  private readonly highest: Float64Array;
  /** Number of neurons of each class. */
  private readonly sizes: Int32Array;
  private readonly votes: Float64Array;
  /** The last answers as a ring. */
  private readonly answers: Uint8Array;
  private answered = 0;
  private right = 0;

  /** @throws InputError for sizes that are no whole numbers */
  constructor({ neurons, classes, window = 1000 }: LabelVoteOptions) {
    checkClasses("LabelVote", classes);
    for (const [name, value] of Object.entries({ neurons, window })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new InputError(`LabelVote, ${name}: found ${value}, expected a whole number from 1.`);
      }
    }
    this.neurons = neurons;
    this.classes = classes;
    this.window = window;
    this.assignments = new Int32Array(neurons).fill(-1);
    this.seen = new Float64Array(classes);
    this.spikes = new Float64Array(classes * neurons);
    this.highest = new Float64Array(neurons);
    this.sizes = new Int32Array(classes);
    this.votes = new Float64Array(classes);
    this.answers = new Uint8Array(window);
  }

  /**
   * Answers an example, and then counts it with its true class.
   * @param counts spikes of each neuron, [neurons]
   * @returns the answered class, or null while no neuron is assigned; that answer does not count for the accuracy
   * @throws InputError for counts of another length, negative or NaN, or a label that is no class; nothing is counted
   */
  observe(counts: ArrayLike<number>, label: number): number | null {
    if (!Number.isInteger(label) || label < 0 || label >= this.classes) {
      const expected = `expected a whole number from 0 to ${this.classes - 1}`;
      throw new InputError(`LabelVote.observe, label: found ${label}, ${expected}.`);
    }
    if (counts.length !== this.neurons) {
      throw new InputError(
        `LabelVote.observe, counts: found ${counts.length}, expected one for each of ${this.neurons}.`,
      );
    }
    const answer = this.answer(counts);
    if (answer !== null) this.remember(answer === label);
    this.count(counts, label);
    return answer;
  }

  /** Share of right answers among the last `window`, from 0 to 1; null before the first. */
  get accuracy(): number | null {
    const among = Math.min(this.answered, this.window);
    return among === 0 ? null : this.right / among;
  }

  /** The accuracy as a person reads it: "87.3 %", or "not known yet". */
  get accuracyText(): string {
    return this.accuracy === null ? "not known yet" : `${(100 * this.accuracy).toFixed(1)} %`;
  }

  /** Mean number of spikes of each neuron in an example of each class, [neurons, classes], row by row; a copy. */
  get rates(): Float32Array {
    const rates = new Float32Array(this.neurons * this.classes);
    for (let i = 0; i < rates.length; i++) rates[i] = this.spikes[i] / Math.max(this.seen[i % this.classes], 1);
    return rates;
  }

  /** What is known so far, for JSON; {@link LabelVote.from} goes on from there with the same answers. */
  toJSON(): LabelVoteState {
    const { neurons, classes, window } = this;
    const kept = Math.min(this.answered, window);
    return {
      neurons,
      classes,
      window,
      seen: Array.from(this.seen),
      spikes: Array.from(this.spikes),
      answers: Array.from({ length: kept }, (_, i) => this.answers[(this.answered - kept + i) % window]),
    };
  }

  /**
   * @param state what `toJSON` gave, also after a way through JSON text
   * @throws CheckpointError if it is no such state
   */
  static from(state: LabelVoteState): LabelVote {
    const { neurons, classes, window, seen, spikes, answers } = checkState(state);
    const vote = new LabelVote({ neurons, classes, window });
    vote.seen.set(seen);
    vote.spikes.set(spikes);
    for (let j = 0; j < neurons; j++) vote.assign(j);
    for (const answer of answers) vote.remember(answer === 1);
    return vote;
  }

  /** In float32, so that what is equal here and in `assignLabels` is the same. */
  private rate(neuron: number, label: number): number {
    return Math.fround(this.spikes[neuron * this.classes + label] / Math.max(this.seen[label], 1));
  }

  private answer(counts: ArrayLike<number>): number | null {
    const { votes, sizes, assignments } = this;
    votes.fill(0);
    for (let j = 0; j < counts.length; j++) {
      const count = counts[j];
      if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) {
        throw new InputError(`LabelVote.observe, counts[${j}]: found ${count}, expected a number from 0.`);
      }
      if (count > 0 && assignments[j] >= 0) votes[assignments[j]] += count;
    }
    let answer = 0;
    let neurons = 0;
    for (let c = 0; c < votes.length; c++) {
      neurons += sizes[c];
      votes[c] = Math.fround(votes[c] / Math.max(sizes[c], 1));
      if (votes[c] > votes[answer]) answer = c;
    }
    return neurons === 0 ? null : answer;
  }

  private remember(isRight: boolean): void {
    const place = this.answered % this.window;
    if (this.answered >= this.window) this.right -= this.answers[place];
    this.answers[place] = isRight ? 1 : 0;
    this.right += this.answers[place];
    this.answered++;
  }

  private count(counts: ArrayLike<number>, label: number): void {
    const { assignments, highest, spikes, classes } = this;
    this.seen[label]++;
    for (let j = 0; j < counts.length; j++) {
      const count = counts[j];
      const isAssigned = assignments[j] === label;
      // One more example of the class lowers every rate for it; only a spike can raise one.
      if (count === 0 && !isAssigned) continue;
      spikes[j * classes + label] += count;
      const rate = this.rate(j, label);
      if (isAssigned) {
        const before = highest[j];
        highest[j] = rate;
        if (rate < before) this.assign(j);
      } else if (rate > highest[j] || (rate === highest[j] && label < assignments[j])) {
        this.move(j, label, rate);
      }
    }
  }

  /** Looks at all classes of a neuron. */
  private assign(neuron: number): void {
    let best = -1;
    let highest = 0;
    for (let c = 0; c < this.classes; c++) {
      const rate = this.rate(neuron, c);
      if (rate > highest) {
        best = c;
        highest = rate;
      }
    }
    this.move(neuron, best, highest);
  }

  private move(neuron: number, label: number, rate: number): void {
    const before = this.assignments[neuron];
    if (before >= 0) this.sizes[before]--;
    if (label >= 0) this.sizes[label]++;
    this.assignments[neuron] = label;
    this.highest[neuron] = rate;
  }
}
