import * as tf from "@tensorflow/tfjs-core";
import type { PopulationStep, Program } from "../../program/program.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import { kernel, spread, type Value } from "./kernels.js";
import { All, Listed, Names } from "./selections.js";

/** The update, threshold and reset of one population under one schedule. */
export class PopulationRun {
  readonly name: string;
  private readonly next: Expressions;
  private readonly threshold?: Expressions;
  private readonly reset: Expressions;
  private readonly refractory?: Int32Array;
  private readonly held: ReadonlySet<string>;
  private readonly names: Names;
  private readonly all: All;

  constructor(
    program: Program,
    private readonly step: PopulationStep,
    private readonly fields: Fields,
  ) {
    const { constants } = fields;
    this.name = step.domain;
    this.next = new Expressions(
      constants,
      step.next.map((a) => a.value),
      step.locals,
    );
    if (step.threshold) this.threshold = new Expressions(constants, [step.threshold]);
    this.reset = new Expressions(
      constants,
      step.reset.map((a) => a.value),
    );
    if (step.refractoryField !== undefined) this.refractory = fields.counter(step.refractoryField);
    this.held = new Set(step.held);
    this.names = new Names(program);
    this.all = new All(fields, this.names, "neuron");
  }

  update(): void {
    const held = this.countDown();
    const { step, fields } = this;
    const values = this.next.evaluate((name) => this.all.read(name), true);
    for (const [i, { field }] of step.next.entries()) {
      const isHeld = held !== undefined && this.held.has(field);
      fields.assign(field, isHeld ? this.hold(held, field, values[i]) : values[i]);
    }
  }

  /** Where the threshold is passed, before refractory neurons are left out; undefined where there is none. */
  condition(): Value | undefined {
    return this.threshold?.evaluate((name) => this.all.read(name), true)[0];
  }

  /** The neurons that fire, from the condition's values. */
  fire(isMet: ArrayLike<number>): Int32Array {
    const { refractory, step } = this;
    const fired: number[] = [];
    for (let j = 0; j < step.size; j++) {
      const met = isMet.length === 1 ? isMet[0] : isMet[j];
      if (met === 0 || (refractory && refractory[j] > 0)) continue;
      fired.push(j);
      if (refractory) refractory[j] = step.refractory;
    }
    return Int32Array.from(fired);
  }

  resetAt(fired: Int32Array): void {
    const { step } = this;
    if (fired.length === 0 || step.reset.length === 0) return;
    const selection = new Listed(this.fields, this.names, { neuron: fired });
    const values = this.reset.evaluate((name) => selection.read(name), false);
    for (const [i, { field }] of step.reset.entries()) selection.write(field, values[i]);
  }

  /** One step less for each refractory neuron; gives those that are still refractory, if any. */
  private countDown(): Uint8Array | undefined {
    const { refractory } = this;
    if (!refractory) return undefined;
    let held: Uint8Array | undefined;
    for (let j = 0; j < refractory.length; j++) {
      if (refractory[j] === 0) continue;
      refractory[j]--;
      if (refractory[j] === 0) continue;
      held ??= new Uint8Array(refractory.length);
      held[j] = 1;
    }
    return held;
  }

  private hold(held: Uint8Array, field: string, value: Value): tf.Tensor {
    const condition = tf.tensor1d(held, "bool");
    return kernel("Select", { condition, t: this.fields.value(field), e: spread(value, [held.length]) });
  }
}
