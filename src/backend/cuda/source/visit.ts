import {
  type Assignment,
  type Field,
  type ProjectionStep,
  type Side,
  sideOf,
  type Transmission,
  valuesOf,
} from "../../../program/program.js";
import { indexedSides, type Read, readsOf, type Value } from "../../../program/value.js";
import { Expressions } from "./expression.js";
import type { Memory } from "./memory.js";
import type { Writer } from "./writer.js";

/** The loop in which a value is read: those of the column and the row are outside that of the synapse. */
type Loop = "column" | "row" | "synapse";

const INDEX: Readonly<Record<string, string>> = { column: "j", post: "j", row: "row", pre: "pre", synapse: "s" };

const indexOf = (side: Side): string => INDEX[side];

/** The locals of the targets: `target`, `target2`, …, their compensations, and whether they are open. */
export const targetLocal = (number: number): string => `target${number === 0 ? "" : number + 1}`;
export const restLocal = (number: number): string => `rest${number === 0 ? "" : number + 1}`;
export const openLocal = (number: number): string => `isOpen${number === 0 ? "" : number + 1}`;

/** Adds to the local of a target, provided that it is open. */
export const addition = ({ transmit }: ProjectionStep, number: number, amount: string): string => {
  const { closedBy, compensation } = transmit[number];
  const [target, rest] = [targetLocal(number), restLocal(number)];
  const added = compensation === undefined ? `${target} += ${amount};` : `addTo(${target}, ${rest}, ${amount});`;
  return closedBy === undefined ? added : `if (${openLocal(number)}) ${added}`;
};

/** What an event does at one synapse, s, from the neuron `pre` (and its `row`) to the neuron j. */
export class Visit {
  private readonly reads: readonly Read[];
  private readonly values: readonly Value[];
  /** The weight, if the local `changed` has to tell whether it changes. */
  private readonly weight?: Field;

  constructor(
    private readonly memory: Memory,
    private readonly step: ProjectionStep,
    private readonly assignments: readonly Assignment[],
    private readonly transmit?: readonly Transmission[],
  ) {
    this.values = valuesOf([...(transmit ?? []), ...assignments]);
    const reads = readsOf(this.values);
    const isAtArrival = transmit !== undefined && assignments.length > 0;
    if (isAtArrival && step.onPre.marks) this.weight = step.projection.normalization?.weight;
    const { weight } = this;
    const isRead = reads.some((r) => r.field === weight && r.at === "element");
    this.reads = weight && !isRead ? [...reads, { kind: "read", field: weight, at: "element" }] : reads;
  }

  /** Whether the local `changed` tells that a weight has changed. */
  get noticesChanges(): boolean {
    return this.weight !== undefined;
  }

  /** Whether it needs the index of the presynaptic neuron, the row or the synapse. */
  needs(index: "pre" | "row" | "s"): boolean {
    const sides = [
      ...this.reads.map(sideOf),
      ...indexedSides(this.values),
      ...this.assignments.map((a) => a.field.domain.level),
    ];
    return sides.some((side) => INDEX[side] === index);
  }

  /** Fields that may be written by a thread other than the one that holds the column. */
  get foreign(): readonly Field[] {
    return this.reads.filter((r) => ["pre", "row"].includes(sideOf(r))).map((r) => r.field);
  }

  /** Reads once what is constant in the loop. */
  declare(out: Writer, loop: Loop): void {
    for (const r of this.reads) {
      if (this.isTarget(r) || this.loopOf(r) !== loop) continue;
      out.line(`const float ${this.memory.local(r)} = ${this.memory.read(r.field, INDEX[sideOf(r)])};`);
    }
  }

  /** Adds transmitted values to the targets' locals, and assigns; all right sides read the values from before. */
  write(out: Writer): void {
    const { memory, transmit } = this;
    const local = (r: Read) => (this.isTarget(r) ? targetLocal(this.targetOf(r)) : memory.local(r));
    if (transmit) this.writeTransmitted(out, transmit, local);
    const assigned = new Expressions(out, memory.layout, valuesOf(this.assignments), local, indexOf);
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

  /** All amounts are computed before any is added. */
  private writeTransmitted(out: Writer, transmit: readonly Transmission[], local: (read: Read) => string): void {
    const values = new Expressions(out, this.memory.layout, valuesOf(transmit), local, indexOf);
    const amounts = transmit.map(({ value }) => {
      const text = values.number(value);
      if (transmit.length === 1) return text;
      const name = out.fresh("amount");
      out.line(`const float ${name} = ${text};`);
      return name;
    });
    for (const [i, amount] of amounts.entries()) out.line(addition(this.step, i, amount));
  }

  private targetOf({ field, at }: Read): number {
    return at === "post" ? (this.transmit ?? []).findIndex((t) => t.target === field) : -1;
  }

  private isTarget(read: Read): boolean {
    return this.targetOf(read) >= 0;
  }

  private loopOf(read: Read): Loop {
    if (read.at === "element" && this.assignments.some((a) => a.field === read.field)) return "synapse";
    const side = sideOf(read);
    return side === "pre" ? "row" : side === "post" ? "column" : (side as Loop);
  }
}
