import { type Executable, type Fork, nothing, type Presentation, type PresentationResult } from "../backend/backend.js";
import { checkOptions } from "../equations/names.js";
import { InputError } from "../errors.js";
import type { Field, Program } from "../kernel/program.js";
import { type Parts, PRESENT_OPTIONS, type PresentOptions } from "./presentation.js";
import { Turns } from "./turns.js";

/** How the changes that the examples of a batch make to a plastic variable become one. */
export type Combine = "sum" | "mean";

export interface BatchOptions<P extends Parts, R extends string = string, S extends string = string>
  extends Omit<PresentOptions<P, R, S>, "learning" | "onStep"> {
  /**
   * `"sum"` by default: a batch changes about as much as its examples would one by one. With `"mean"` it changes as much
   * as one example, so that n times as many are needed.
   */
  readonly combine?: Combine;
}

const COMBINES: readonly Combine[] = ["sum", "mean"];

/** @throws InputError for anything else */
export function checkCombine(where: string, combine: unknown): Combine {
  const known = COMBINES.find((name) => name === combine);
  if (known !== undefined) return known;
  throw new InputError(`${where}: found "${String(combine)}", expected "sum" or "mean".`);
}

const OPTIONS = ["combine", ...PRESENT_OPTIONS.filter((name) => name !== "learning" && name !== "onStep")];

/** @throws InputError for an option that a batch does not have */
export function checkBatchOptions(options: object, combine: unknown): void {
  checkOptions("presentBatch", options, OPTIONS, { example: "{ duration: ms(350) }" });
  checkCombine("presentBatch, combine", combine);
}

/** A minibatch under way: copies of a state that learn by themselves, and what they have learned so far. */
export class Batch {
  private readonly totals: ReadonlyMap<Field, Float64Array>;
  /** Whether the last example is among the copies that are still shown something. */
  private hasLast = true;

  private constructor(
    private readonly executable: Executable,
    private readonly fork: Fork,
    private readonly examples: number,
    /** Values before the batch. */
    private readonly before: ReadonlyMap<Field, ArrayLike<number>>,
  ) {
    this.totals = new Map([...before].map(([field, { length }]) => [field, new Float64Array(length)]));
  }

  /** Lets weights be normalized first, as before any presentation, so that this is not a change of each example's. */
  static async open(program: Program, executable: Executable, examples: number): Promise<Batch> {
    await executable.present(nothing);
    const before = new Map<Field, ArrayLike<number>>();
    for (const field of program.fields.values()) {
      if (field.plastic) before.set(field, await executable.read(field.name));
    }
    const fork = executable.fork ? await executable.fork(examples) : await Turns.open(executable, examples);
    return new Batch(executable, fork, examples, before);
  }

  present(presentations: readonly Presentation[]): Promise<readonly PresentationResult[]> {
    return this.fork.present(presentations);
  }

  /** Takes what the copies have learned whose examples are not shown again. */
  async next(again: readonly boolean[]): Promise<void> {
    for (const [copy, isAgain] of again.entries()) {
      if (isAgain) continue;
      for (const [field, total] of this.totals) {
        const values = await this.fork.read(copy, field.name);
        if (values instanceof Int32Array) mark(total, values);
        else add(total, values);
      }
    }
    const last = again.length - 1;
    if (this.hasLast && !again[last]) {
      await this.fork.remember(last);
      this.hasLast = false;
    }
    await this.fork.keep([...again.keys()].filter((copy) => again[copy]));
  }

  /** x ← x + Σ Δx / n, or x + Σ Δx within the bounds of the variable; marks stay where an example has set them. */
  async learn(combine: Combine): Promise<void> {
    await this.fork.adopt();
    for (const [field, total] of this.totals) {
      if (field.type === "float") this.combine(field, total, combine);
      await this.executable.write(field.name, total);
    }
  }

  /** Where nothing has been learned, the network is as it was before. */
  close(): Promise<void> {
    return this.fork.dispose();
  }

  private combine(field: Field, total: Float64Array, combine: Combine): void {
    const { examples: n } = this;
    if (combine === "mean") {
      for (let i = 0; i < total.length; i++) total[i] /= n;
      return;
    }
    const before = this.before.get(field) ?? [];
    const [low, high] = field.bounds;
    for (let i = 0; i < total.length; i++) total[i] = Math.min(Math.max(total[i] - (n - 1) * before[i], low), high);
  }
}

function add(total: Float64Array, values: Float32Array | Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i] += values[i];
}

function mark(total: Float64Array, marks: Int32Array): void {
  for (let i = 0; i < total.length; i++) if (marks[i] !== 0) total[i] = marks[i];
}
