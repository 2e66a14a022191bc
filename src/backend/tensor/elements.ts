import type { ElementLoop, Program } from "../../program/program.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import type { Selection } from "./selections.js";
import type { Synapses } from "./synapses.js";

/** The update of all rows, columns or synapses of a projection. */
export class ElementRun {
  private readonly next: Expressions;
  private readonly all: Selection;

  constructor(
    program: Program,
    private readonly loop: ElementLoop,
    fields: Fields,
    synapses: Synapses,
  ) {
    this.next = new Expressions(
      fields.constants,
      loop.next.map((a) => a.value),
      loop.locals,
    );
    const level = program.domains.get(loop.domain)?.level;
    if (level === undefined || level === "neuron") throw new TypeError(`"${loop.domain}" belongs to no projection`);
    this.all = synapses.all(level);
  }

  update(): void {
    const values = this.next.evaluate((name) => this.all.read(name), true);
    for (const [i, { field }] of this.loop.next.entries()) this.all.write(field, values[i]);
  }
}
