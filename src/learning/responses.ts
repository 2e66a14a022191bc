/** The responses of neurons to examples of each class, from which all labels and votes are computed. */
export class Responses {
  /** Number of examples of each class, discounted by the memory, [classes]. */
  readonly seen: Float64Array;
  /** Spikes of each neuron in the examples of each class, discounted likewise, [neurons, classes], row by row. */
  readonly spikes: Float64Array;

  /** @param memory factor by which each new example of a class discounts the earlier ones; 1 keeps all */
  constructor(
    readonly neurons: number,
    readonly classes: number,
    readonly memory = 1,
  ) {
    this.seen = new Float64Array(classes);
    this.spikes = new Float64Array(neurons * classes);
  }

  /** Counts an example: spikes of each neuron, [neurons]. */
  add(counts: ArrayLike<number>, label: number): void {
    const { memory, seen, spikes, classes } = this;
    seen[label] = memory * seen[label] + 1;
    for (let j = 0; j < counts.length; j++) {
      const place = j * classes + label;
      spikes[place] = memory * spikes[place] + counts[j];
    }
  }

  /**
   * Mean spikes of a neuron in an example of a class, in float32 like the published rates, so that ties are the same.
   */
  rate(neuron: number, label: number): number {
    return Math.fround(this.spikes[neuron * this.classes + label] / Math.max(this.seen[label], 1));
  }

  /** All rates, [neurons, classes], row by row. */
  rates(): Float32Array {
    return Float32Array.from(this.spikes, (sum, i) => sum / Math.max(this.seen[i % this.classes], 1));
  }

  /** The class with a neuron's highest rate, the lowest if rates are equal; −1 for a neuron that never spiked. */
  preferred(neuron: number): number {
    let [best, highest] = [-1, 0];
    for (let c = 0; c < this.classes; c++) {
      const rate = this.rate(neuron, c);
      if (rate > highest) [best, highest] = [c, rate];
    }
    return best;
  }
}

/** Index of the largest value, the first if several are equal. */
export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** Answers examples by the class whose neurons spiked most on average. */
export class AllActivity {
  /** Number of neurons of each class. */
  private readonly sizes: Int32Array;
  private readonly votes: Float64Array;

  /** @param assignments class of each neuron, −1 for none; modified only by {@link AllActivity.move} */
  constructor(
    readonly assignments: Int32Array,
    classes: number,
  ) {
    this.sizes = new Int32Array(classes);
    this.votes = new Float64Array(classes);
    for (const label of assignments) if (label >= 0) this.sizes[label]++;
  }

  /** Assigns a neuron to another class. */
  move(neuron: number, label: number): void {
    const before = this.assignments[neuron];
    if (before >= 0) this.sizes[before]--;
    if (label >= 0) this.sizes[label]++;
    this.assignments[neuron] = label;
  }

  /** The answer to an example given the spikes of each neuron, [neurons]; class 0 if no neuron is assigned. */
  answer(counts: ArrayLike<number>): number {
    const { votes, sizes, assignments } = this;
    votes.fill(0);
    for (let j = 0; j < counts.length; j++) if (assignments[j] >= 0) votes[assignments[j]] += counts[j];
    for (let c = 0; c < votes.length; c++) votes[c] = Math.fround(votes[c] / Math.max(sizes[c], 1));
    return indexOfLargest(votes);
  }

  /** Whether any neuron is assigned. */
  get isKnown(): boolean {
    return this.sizes.some((size) => size > 0);
  }
}
