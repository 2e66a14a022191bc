import { type ProjectionStep, valuesOf } from "../../program/program.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import type { SynapseSelection } from "./selections.js";
import type { Synapses } from "./synapses.js";

/** The sums over a projection's synapses in every step, for the inputs of their postsynaptic neurons. */
export class SumRun {
  private readonly values: Expressions;
  private readonly all: SynapseSelection;

  constructor(
    private readonly step: ProjectionStep,
    private readonly fields: Fields,
    synapses: Synapses,
  ) {
    this.values = new Expressions(fields, valuesOf(step.sums));
    this.all = synapses.everySynapse();
  }

  add(): void {
    if (this.all.isEmpty) return;
    const values = this.values.evaluate(this.all, true);
    for (const [i, { target }] of this.step.sums.entries()) this.fields.add(target, this.all.sum(values[i]));
  }
}
