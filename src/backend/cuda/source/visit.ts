import { type Expr, namesIn } from "../../../equations/ast.js";
import { levelOf } from "../../../program/guards.js";
import type { Assignment, ProjectionStep } from "../../../program/program.js";
import { fullName } from "./accesses.js";
import { emitNumber } from "./expression.js";
import type { Memory } from "./memory.js";
import type { Writer } from "./writer.js";

/** Which loop a value is read in: those of the column and the row are outside that of the synapse. */
type Loop = "column" | "row" | "synapse";

const INDEX: Readonly<Record<Loop, string>> = { column: "j", row: "row", synapse: "s" };

/** Adds to the local `target`; to a variable that may be closed only where `isOpen`. */
export const addition = ({ closedBy }: ProjectionStep, amount: string): string =>
  `${closedBy === undefined ? "" : "if (isOpen) "}target += ${amount};`;

/** What an event does at one synapse, s, from the neuron `pre` (and its `row`) to the neuron j. */
export class Visit {
  private readonly read: ReadonlySet<string>;

  constructor(
    private readonly memory: Memory,
    private readonly step: ProjectionStep,
    private readonly assignments: readonly Assignment[],
    private readonly transmit?: Expr,
  ) {
    const right = [...assignments.map((a) => a.value), ...(transmit ? [transmit] : [])];
    const compared = this.noticesChanges ? assignments.map((a) => a.field) : [];
    this.read = new Set([...right.flatMap((e) => [...namesIn(e)]), ...compared]);
  }

  /** Whether the local `changed` tells that some value is another than before. */
  get noticesChanges(): boolean {
    return this.transmit !== undefined && this.step.changed !== undefined && this.assignments.length > 0;
  }

  /** Whether it needs the number of the presynaptic neuron, the row or the synapse. */
  needs(index: "pre" | "row" | "s"): boolean {
    const names = [...this.read, ...this.assignments.map((a) => a.field)];
    const level = { pre: "", row: "row", s: "synapse" }[index];
    return names.some((n) => (/^(pre|post)\./.test(n) ? n.startsWith(`${index}.`) : this.levelOf(n) === level));
  }

  /** Fields that another thread than the one that holds the column may write. */
  get foreign(): readonly string[] {
    return [...this.read].flatMap((n) => {
      const isForeign = n.startsWith("pre.") || (!n.startsWith("post.") && this.levelOf(n) === "row");
      return isForeign ? [fullName(n, this.step)] : [];
    });
  }

  /** Reads once what is the same for the whole loop. */
  declare(out: Writer, loop: Loop): void {
    for (const name of this.read) {
      if (this.isTarget(name) || this.loopOf(name) !== loop) continue;
      const index = name.startsWith("pre.") ? "pre" : name.startsWith("post.") ? "j" : INDEX[this.levelOf(name)];
      out.line(`const float ${this.local(name)} = ${this.memory.read(fullName(name, this.step), index)};`);
    }
  }

  /** Adds what is transmitted to the local `target`, and assigns; every right side reads the values from before. */
  write(out: Writer): void {
    const { layout } = this.memory;
    const lookup = (n: string) => this.local(n);
    if (this.transmit) out.line(addition(this.step, emitNumber(this.transmit, lookup)));
    for (const { field, value } of this.assignments) {
      out.line(`const float next_${layout.id(field)} = ${emitNumber(value, lookup)};`);
    }
    for (const { field } of this.assignments) {
      const id = layout.id(field);
      if (this.noticesChanges) out.line(`changed |= next_${id} != ${this.local(field)};`);
      out.line(this.memory.write(field, INDEX[this.levelOf(field)], `next_${id}`));
    }
  }

  private get targetName(): string {
    return `post.${this.step.target.split(".")[1]}`;
  }

  private isTarget(name: string): boolean {
    return this.transmit !== undefined && name === this.targetName;
  }

  private levelOf(name: string): Loop {
    return levelOf(this.memory.layout.program, name) as Loop;
  }

  private loopOf(name: string): Loop {
    if (this.assignments.some((a) => a.field === name)) return "synapse";
    return name.startsWith("pre.") ? "row" : name.startsWith("post.") ? "column" : this.levelOf(name);
  }

  private local(name: string): string {
    if (this.isTarget(name)) return "target";
    const [side, variable] = name.split(".");
    const { layout } = this.memory;
    return side === "pre" || side === "post" ? layout.id(`${side}.neuron.${variable}`) : layout.id(name);
  }
}
