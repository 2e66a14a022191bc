import { type Assignment, type Field, type ProjectionStep, sideOf, valuesOf } from "../../../program/program.js";
import { type Read, readsOf, type Value } from "../../../program/value.js";
import { Expressions } from "./expression.js";
import type { Memory } from "./memory.js";
import type { Writer } from "./writer.js";

/** Which loop a value is read in: those of the column and the row are outside that of the synapse. */
type Loop = "column" | "row" | "synapse";

const INDEX: Readonly<Record<string, string>> = { column: "j", post: "j", row: "row", pre: "pre", synapse: "s" };

/** Adds to the local `target`, and to `rest` what that leaves over; to a variable that may be closed only where `isOpen`. */
export const addition = ({ closedBy, compensation }: ProjectionStep, amount: string): string => {
  const added = compensation === undefined ? `target += ${amount};` : `addTo(target, rest, ${amount});`;
  return closedBy === undefined ? added : `if (isOpen) ${added}`;
};

/** What an event does at one synapse, s, from the neuron `pre` (and its `row`) to the neuron j. */
export class Visit {
  private readonly reads: readonly Read[];
  private readonly values: readonly Value[];
  /** The weight, where the local `changed` tells that it is another than before. */
  private readonly weight?: Field;

  constructor(
    private readonly memory: Memory,
    private readonly step: ProjectionStep,
    private readonly assignments: readonly Assignment[],
    private readonly transmit?: Value,
  ) {
    this.values = [...(transmit ? [transmit] : []), ...valuesOf(assignments)];
    const reads = readsOf(this.values);
    const isAtArrival = transmit !== undefined && assignments.length > 0;
    if (isAtArrival && step.onPre.marks) this.weight = step.projection.normalization?.weight;
    const { weight } = this;
    const isRead = reads.some((r) => r.field === weight && r.at === "element");
    this.reads = weight && !isRead ? [...reads, { kind: "read", field: weight, at: "element" }] : reads;
  }

  /** Whether the local `changed` tells that a weight is another than before. */
  get noticesChanges(): boolean {
    return this.weight !== undefined;
  }

  /** Whether it needs the number of the presynaptic neuron, the row or the synapse. */
  needs(index: "pre" | "row" | "s"): boolean {
    const sides = [...this.reads.map(sideOf), ...this.assignments.map((a) => a.field.domain.level)];
    return sides.some((side) => INDEX[side] === index);
  }

  /** Fields that another thread than the one that holds the column may write. */
  get foreign(): readonly Field[] {
    return this.reads.filter((r) => ["pre", "row"].includes(sideOf(r))).map((r) => r.field);
  }

  /** Reads once what is the same for the whole loop. */
  declare(out: Writer, loop: Loop): void {
    for (const r of this.reads) {
      if (this.isTarget(r) || this.loopOf(r) !== loop) continue;
      out.line(`const float ${this.memory.local(r)} = ${this.memory.read(r.field, INDEX[sideOf(r)])};`);
    }
  }

  /** Adds what is transmitted to the local `target`, and assigns; every right side reads the values from before. */
  write(out: Writer): void {
    const { memory, transmit } = this;
    const local = (r: Read) => (this.isTarget(r) ? "target" : memory.local(r));
    if (transmit) out.line(addition(this.step, new Expressions(out, [transmit], local).number(transmit)));
    const assigned = new Expressions(out, valuesOf(this.assignments), local);
    for (const { field, value } of this.assignments) {
      out.line(`const float ${memory.next(field)} = ${assigned.number(value)};`);
    }
    for (const { field } of this.assignments) {
      if (field === this.weight) {
        out.line(`changed |= ${memory.next(field)} != ${memory.local({ kind: "read", field, at: "element" })};`);
      }
      out.line(memory.write(field, INDEX[field.domain.level], memory.next(field)));
    }
  }

  private isTarget({ field, at }: Read): boolean {
    return this.transmit !== undefined && at === "post" && field === this.step.target;
  }

  private loopOf(read: Read): Loop {
    if (read.at === "element" && this.assignments.some((a) => a.field === read.field)) return "synapse";
    const side = sideOf(read);
    return side === "pre" ? "row" : side === "post" ? "column" : (side as Loop);
  }
}
