import { type ElementLoop, valuesOf } from "../../program/program.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import type { Selection } from "./selections.js";
import type { Synapses } from "./synapses.js";

/** The update of all rows, columns or synapses of a projection. */
export class ElementRun {
  private readonly next: Expressions;
  private readonly all: Selection;

  constructor(
    private readonly loop: ElementLoop,
    fields: Fields,
    synapses: Synapses,
  ) {
    this.next = new Expressions(fields, valuesOf(loop.next));
    const { level } = loop.domain;
    if (level === "neuron" || level === "table") throw new TypeError(`"${loop.domain.name}" is not a projection`);
    this.all = synapses.all(level);
  }

  update(): void {
    const values = this.next.evaluate(this.all, true);
    for (const [i, { field }] of this.loop.next.entries()) this.all.write(field, values[i]);
  }
}
