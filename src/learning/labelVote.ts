import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { type ClassesOption, checkClasses } from "./input.js";
import { checkState, type LabelVoteState, MOST } from "./labelVoteState.js";
import { checkMemory } from "./memory.js";
import { AllActivity, Responses } from "./responses.js";

export interface LabelVoteOptions extends ClassesOption {
  readonly neurons: number;
  /** Number of recent answers that `accuracy` covers. Default: 1000. */
  readonly window?: number;
  /**
   * Factor by which each new example of a class discounts the earlier ones, above 0. Default: 1, all count equally.
   * With 0.9, labels follow the last ten or so, for neurons whose preference still changes.
   */
  readonly memory?: number;
}

const OPTIONS = optionsOf<LabelVoteOptions>({ neurons: true, classes: true, window: true, memory: true });

/**
 * Label assignment and all-activity vote during training: each example is first answered from the examples before it,
 * and then counted. After any number of examples, `assignments` and `rates` are those that {@link assignLabels} finds
 * for the same examples, and the answers those of {@link allActivity}. With a `memory` below 1, rates are means in
 * which each later example of a class discounts the earlier ones.
 *
 * ```ts
 * const vote = new LabelVote({ neurons: 400, classes: 10 });
 * for (const { image, label } of progress(digits, { postfix: () => `accuracy ${vote.accuracyText}` })) {
 *   const { counts } = await sim.present({ input: ratesOf(image, { maximum: Hz(63.75) }) }, presentation);
 *   vote.observe(counts.exc, label);
 * }
 * ```
 *
 * Each example only updates what it can change: every neuron's rate for the example's class.
 */
export class LabelVote {
  readonly neurons: number;
  readonly classes: number;
  readonly window: number;
  readonly memory: number;

  /** Class of each neuron, [neurons]; −1 for a neuron that has never spiked. Changes with each example. */
  readonly assignments: Int32Array;

  private readonly responses: Responses;
  private readonly vote: AllActivity;
  /** Rate of each neuron for the class that it is assigned to. */
  private readonly highest: Float64Array;
  /** The last answers, as a ring buffer. */
  private readonly answers: Uint8Array;
  private answered = 0;
  private right = 0;

  /** @throws InputError for sizes that are not whole numbers, or too large */
  constructor(options: LabelVoteOptions) {
    checkOptions("LabelVote", options, OPTIONS, { example: "{ neurons: 400, classes: 10 }" });
    const { neurons, classes, window = 1000, memory = 1 } = options;
    checkClasses("LabelVote", classes);
    wholeNumber("LabelVote, neurons", neurons, 1, Math.floor(MOST / classes));
    wholeNumber("LabelVote, window", window, 1, MOST);
    checkMemory("LabelVote", memory);
    this.neurons = neurons;
    this.classes = classes;
    this.window = window;
    this.memory = memory;
    this.assignments = new Int32Array(neurons).fill(-1);
    this.responses = new Responses(neurons, classes, memory);
    this.vote = new AllActivity(this.assignments, classes);
    this.highest = new Float64Array(neurons);
    this.answers = new Uint8Array(window);
  }

  /**
   * Answers an example, and then counts it with its true class.
   * @param counts spikes of each neuron, [neurons]
   * @returns the answered class, or null while no neuron is assigned; null does not count toward the accuracy
   * @throws InputError for counts that are negative, NaN or of another length, or for a label that is not a class;
   *   nothing is counted then
   */
  observe(counts: ArrayLike<number>, label: number): number | null {
    wholeNumber("LabelVote.observe, label", label, 0, this.classes - 1);
    this.check(counts);
    const answer = this.vote.isKnown ? this.vote.answer(counts) : null;
    if (answer !== null) this.remember(answer === label);
    this.count(counts, label);
    return answer;
  }

  /** Fraction of correct answers among the last `window`, from 0 to 1; null before the first. */
  get accuracy(): number | null {
    return this.among === 0 ? null : this.right / this.among;
  }

  /** The number of answers that the accuracy is about. */
  get among(): number {
    return Math.min(this.answered, this.window);
  }

  /** The accuracy as text: "87.3 %", or "not known yet". */
  get accuracyText(): string {
    return this.accuracy === null ? "not known yet" : `${(100 * this.accuracy).toFixed(1)} %`;
  }

  /** Mean number of spikes of each neuron in an example of each class, [neurons, classes], row by row; a copy. */
  get rates(): Float32Array {
    return this.responses.rates();
  }

  /** The current state, for JSON; {@link LabelVote.from} continues from it with the same answers. */
  toJSON(): LabelVoteState {
    const { neurons, classes, window, memory } = this;
    const kept = this.among;
    return {
      neurons,
      classes,
      window,
      memory,
      seen: Array.from(this.responses.seen),
      spikes: Array.from(this.responses.spikes),
      answers: Array.from({ length: kept }, (_, i) => this.answers[(this.answered - kept + i) % window]),
    };
  }

  /**
   * @param state what `toJSON` returned, also after serialization
   * @throws CheckpointError if it is not such a state
   */
  static from(state: LabelVoteState): LabelVote {
    const { neurons, classes, window, memory, seen, spikes, answers } = checkState(state);
    const vote = new LabelVote({ neurons, classes, window, memory });
    vote.responses.seen.set(seen);
    vote.responses.spikes.set(spikes);
    for (let j = 0; j < neurons; j++) vote.assign(j);
    for (const answer of answers) vote.remember(answer === 1);
    return vote;
  }

  private check(counts: ArrayLike<number>): void {
    const where = "LabelVote.observe, counts";
    const length: unknown = typeof counts === "object" ? counts?.length : undefined;
    if (length !== this.neurons) {
      const found = typeof length === "number" ? length : nameOf(counts);
      throw new InputError(`${where}: found ${found}, expected one for each of ${this.neurons} neurons.`);
    }
    for (let j = 0; j < counts.length; j++) {
      if (!(typeof counts[j] === "number" && counts[j] >= 0 && counts[j] < Number.POSITIVE_INFINITY)) {
        throw new InputError(`${where}[${j}]: found ${nameOf(counts[j])}, expected a number from 0.`);
      }
    }
  }

  private remember(isRight: boolean): void {
    const place = this.answered % this.window;
    if (this.answered >= this.window) this.right -= this.answers[place];
    this.answers[place] = isRight ? 1 : 0;
    this.right += this.answers[place];
    this.answered++;
  }

  /** Counts an example, and reassigns only neurons that it can have affected. */
  private count(counts: ArrayLike<number>, label: number): void {
    const { assignments, highest, responses } = this;
    responses.add(counts, label);
    for (let j = 0; j < counts.length; j++) {
      const isAssigned = assignments[j] === label;
      // One more example of the class lowers every rate for it, unless the neuron spikes.
      if (counts[j] === 0 && !isAssigned) continue;
      const rate = responses.rate(j, label);
      if (isAssigned) {
        const before = highest[j];
        highest[j] = rate;
        if (rate < before) this.assign(j);
      } else if (rate > highest[j] || (rate === highest[j] && label < assignments[j])) {
        this.vote.move(j, label);
        highest[j] = rate;
      }
    }
  }

  /** Reassigns a neuron from its rates for all classes. */
  private assign(neuron: number): void {
    const label = this.responses.preferred(neuron);
    this.vote.move(neuron, label);
    this.highest[neuron] = label < 0 ? 0 : this.responses.rate(neuron, label);
  }
}
