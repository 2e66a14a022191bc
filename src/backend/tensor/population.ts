import * as tf from "@tensorflow/tfjs-core";
import { type Field, type PopulationStep, valuesOf } from "../../program/program.js";
import { Contest } from "../contest.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import { kernel, spread, type Value } from "./kernels.js";
import { All, Listed } from "./selections.js";

/** The update, threshold and reset of one population under one schedule. */
export class PopulationRun {
  readonly name: string;
  private readonly next: Expressions;
  private readonly threshold?: Expressions;
  private readonly contest?: Contest;
  private readonly reset: Expressions;
  private readonly drives: Expressions;
  private readonly left?: Int32Array;
  private readonly steps?: (neuron: number) => number;
  private readonly during?: Expressions;
  private readonly all: All;

  constructor(
    private readonly step: PopulationStep,
    private readonly fields: Fields,
  ) {
    this.name = step.population.name;
    this.next = new Expressions(fields, valuesOf(step.next));
    const { threshold, competition } = step;
    if (threshold) {
      const { margin, lot } = competition ?? {};
      this.threshold = new Expressions(
        fields,
        [threshold, margin, lot].flatMap((value) => value ?? []),
      );
    }
    if (competition) this.contest = new Contest(competition);
    this.reset = new Expressions(fields, valuesOf(step.reset));
    this.drives = new Expressions(fields, valuesOf(step.drives));
    if (step.refractory) {
      const { left, steps, during } = step.refractory;
      this.left = fields.counter(left.name);
      const array = typeof steps === "number" ? undefined : fields.counter(steps.name);
      this.steps = array ? (neuron) => array[neuron] : () => Number(steps);
      if (during) this.during = new Expressions(fields, [during]);
    }
    this.all = new All(fields, "neuron", [step.population.size]);
  }

  clearInputs(): void {
    for (const field of this.step.inputs) this.fields.assign(field, 0);
  }

  /**
   * If refractoriness depends on a condition and any neuron is refractory, whether each still is; before the update.
   */
  stillRefractory(): Value | undefined {
    const { during, left } = this;
    return during && left?.some((steps) => steps > 0) ? during.evaluate(this.all, true)[0] : undefined;
  }

  /** @param stays the values of that condition */
  update(stays?: ArrayLike<number>): void {
    const held = this.countDown(stays);
    const { step, fields } = this;
    const values = this.next.evaluate(this.all, true);
    for (const [i, a] of step.next.entries()) {
      fields.assign(a.field, held && a.held ? this.hold(held, a.field, values[i]) : values[i]);
    }
  }

  /**
   * The neurons above threshold, including refractory ones, and the margins and lots of neurons that compete; empty
   * without a threshold.
   */
  conditions(): Value[] {
    return this.threshold?.evaluate(this.all, true) ?? [];
  }

  /** The neurons that fire, from the conditions' values. */
  fire([isMet = [0], margins, lots]: readonly ArrayLike<number>[]): Int32Array {
    const { left, contest } = this;
    const { size } = this.step.population;
    const passing: number[] = [];
    const isFree = (j: number) => !(left && left[j] > 0);
    if (isMet instanceof Uint8Array && isMet.length === size) {
      // Booleans, of which few are 1.
      for (let j = isMet.indexOf(1); j >= 0; j = isMet.indexOf(1, j + 1)) if (isFree(j)) passing.push(j);
    } else {
      for (let j = 0; j < size; j++) if ((isMet.length === 1 ? isMet[0] : isMet[j]) !== 0 && isFree(j)) passing.push(j);
    }
    const fired = contest ? contest.winners(passing, margins, lots) : passing;
    if (contest && this.step.competition?.inhibits && fired.length > 0) {
      for (let j = 0; j < size; j++) if (contest.isShutOut(j)) this.rest(j);
    }
    for (const j of fired) this.rest(j);
    return Int32Array.from(fired);
  }

  private rest(neuron: number): void {
    if (this.left && this.steps) this.left[neuron] = this.steps(neuron);
  }

  /** What many sources add to each neuron. */
  drive(): void {
    const amounts = this.drives.evaluate(this.all, true);
    for (const [i, { target, compensation, closedBy }] of this.step.drives.entries()) {
      const amount = spread(amounts[i], [this.step.population.size]);
      this.fields.add(target, this.fields.whereOpen(closedBy, amount), compensation);
    }
  }

  resetAt(fired: Int32Array): void {
    const { reset } = this.step;
    if (fired.length === 0 || reset.length === 0) return;
    const selection = new Listed(this.fields, { neuron: fired });
    const values = this.reset.evaluate(selection, false);
    for (const [i, { field }] of reset.entries()) selection.write(field, values[i]);
  }

  /** Counts down the remaining steps of each refractory neuron; returns those that are still refractory, if any. */
  private countDown(stays: ArrayLike<number> | undefined): Uint8Array | undefined {
    const { left } = this;
    if (!left) return undefined;
    let held: Uint8Array | undefined;
    for (let j = 0; j < left.length; j++) {
      if (left[j] === 0) continue;
      if (!stays || (stays.length === 1 ? stays[0] : stays[j]) === 0) left[j]--;
      if (left[j] === 0) continue;
      held ??= new Uint8Array(left.length);
      held[j] = 1;
    }
    return held;
  }

  private hold(held: Uint8Array, { name }: Field, value: Value): tf.Tensor {
    const condition = tf.tensor1d(held, "bool");
    return kernel("Select", { condition, t: this.fields.value(name), e: spread(value, [held.length]) });
  }
}
