import * as tf from "@tensorflow/tfjs-core";
import { namesIn } from "../../equations/ast.js";
import { levelOf } from "../../program/guards.js";
import type { Assignment, Program, ProjectionStep } from "../../program/program.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import { download, kernel, type Value } from "./kernels.js";
import type { Selection, SynapseSelection } from "./selections.js";
import type { Arrivals, Synapses } from "./synapses.js";
import { transmitWindow } from "./windows.js";

/** The neurons that fire in a step, by population or source, ascending. */
export type Fired = ReadonlyMap<string, Int32Array>;

/** Whether weights changed in some synapses, to be marked when the device has found out. */
interface Change {
  readonly isChanged: tf.Tensor;
  readonly columns: Int32Array | undefined;
}

/** The events of one projection under one schedule. */
export class ProjectionEvents {
  private readonly transmit: Expressions;
  private readonly onPre: { readonly synapse: Rule; readonly row: Rule };
  private readonly onPost: { readonly synapse: Rule; readonly column: Rule };
  private readonly changed?: Int32Array;
  /** Above 0 for neurons whose target takes no input. */
  private readonly closed?: Int32Array;
  /** Whether an arriving spike sees what those before it in the same step have added: then one comes after the other. */
  private readonly isSequential: boolean;
  /** The target's name as that of the presynaptic neuron, if events read it: all of a spike see the value from before. */
  private readonly held?: string;
  private readonly changes: Change[] = [];

  constructor(
    program: Program,
    private readonly step: ProjectionStep,
    private readonly fields: Fields,
    private readonly synapses: Synapses,
  ) {
    const at = (level: string, assignments: readonly Assignment[]) =>
      new Rule(
        fields,
        assignments.filter((a) => levelOf(program, a.field) === level),
      );
    this.transmit = new Expressions(fields.constants, [step.transmit]);
    this.onPre = { synapse: at("synapse", step.onPre), row: at("row", step.onPre) };
    this.onPost = { synapse: at("synapse", step.onPost), column: at("column", step.onPost) };
    if (step.changed !== undefined) this.changed = fields.counter(step.changed);
    const read = targetsRead(step);
    if (step.closedBy !== undefined) this.closed = fields.counter(step.closedBy);
    this.isSequential = read.size > 0;
    if (read.has("pre")) this.held = `pre.${step.target.slice(step.post.length + 1)}`;
  }

  /** The spikes of a step's beginning that arrive: first all transmit, then the rules see what has arrived. */
  arrive(arrivals: Arrivals): void {
    const { rows, pre } = arrivals;
    if (rows.length === 0) return;
    const { topology } = this.synapses;
    if ("window" in topology) {
      const found = transmitWindow(topology, this.step, pre, this.fields);
      this.fields.add(this.step.target, this.whereOpen(found));
    } else if (this.isSequential) {
      this.arriveOneByOne(arrivals);
    } else if (this.step.transmit.kind === "number") {
      const sums = this.fields.due(this.step.target);
      this.synapses.deliver(arrivals, this.step.transmit.value, sums, this.closed);
      if (!this.onPre.synapse.isEmpty) this.learn(this.synapses.ofRows(arrivals));
    } else {
      this.visit(this.synapses.ofRows(arrivals));
    }
    if (this.held === undefined && !this.onPre.row.isEmpty) this.onPre.row.apply(this.synapses.rowsAlone(arrivals));
  }

  private arriveOneByOne({ rows, pre }: Arrivals): void {
    for (const [i, row] of rows.entries()) {
      const parts = this.synapses.ofRow(row, pre[i]);
      // A selection keeps what it has read of the presynaptic neuron.
      if (this.held !== undefined) for (const part of parts) part.read(this.held);
      for (const part of parts) this.visit(part);
      if (this.held === undefined || this.onPre.row.isEmpty) continue;
      this.onPre.row.apply(this.synapses.rowsAlone({ rows: Int32Array.of(row), pre: Int32Array.of(pre[i]) }));
    }
  }

  /** The postsynaptic neurons that fire. */
  react(fired: Fired): void {
    const columns = fired.get(this.step.post);
    if (!columns || columns.length === 0) return;
    if (!this.onPost.synapse.isEmpty) {
      this.onPost.synapse.apply(this.synapses.ofColumns(columns));
      if (this.changed) for (const j of columns) this.changed[j] = 1;
    }
    if (!this.onPost.column.isEmpty) this.onPost.column.apply(this.synapses.columnsAlone(columns));
  }

  /** Whether there is something to mark. */
  get isDue(): boolean {
    return this.changes.length > 0;
  }

  /** Marks the columns whose weights the arrivals have changed. */
  async mark(): Promise<void> {
    for (const { isChanged, columns } of this.changes.splice(0)) {
      const truth = await download(isChanged);
      isChanged.dispose();
      const { postSize } = this.synapses;
      for (let i = 0; this.changed && i < truth.length; i++) {
        if (truth[i] !== 0) this.changed[columns ? columns[i] : i % postSize] = 1;
      }
    }
  }

  private visit(selection: SynapseSelection): void {
    if (selection.isEmpty) return;
    const [value] = this.transmit.evaluate((name) => selection.read(name), false);
    this.fields.add(this.step.target, this.whereOpen(selection.sum(value)));
    if (!this.onPre.synapse.isEmpty) this.learn(selection);
  }

  /** Sums by postsynaptic neuron, 0 where the target takes none. */
  private whereOpen(sums: tf.Tensor): tf.Tensor {
    const { closed } = this;
    if (!closed?.some((left) => left > 0)) return sums;
    const condition = tf.tensor1d(
      Uint8Array.from(closed, (left) => Number(left === 0)),
      "bool",
    );
    return kernel("Select", { condition, t: sums, e: this.fields.constants.full(0, sums.shape) });
  }

  private learn(selection: SynapseSelection): void {
    this.onPre.synapse.apply(selection, (before, after) => {
      const isKnown = this.changed?.every((flag) => flag === 1) ?? true;
      if (isKnown) return;
      const b = typeof after === "number" ? this.fields.constants.scalar(after) : after;
      this.changes.push({ isChanged: tf.keep(kernel("NotEqual", { a: before, b })), columns: selection.columns });
    });
  }
}

/** Assignments to fields of one level. */
class Rule {
  private readonly expressions: Expressions;

  constructor(
    fields: Fields,
    private readonly assignments: readonly Assignment[],
  ) {
    this.expressions = new Expressions(
      fields.constants,
      assignments.map((a) => a.value),
    );
  }

  get isEmpty(): boolean {
    return this.assignments.length === 0;
  }

  /** Every right side reads the values from before the event. */
  apply(selection: Selection, compare?: (before: tf.Tensor, after: Value) => void): void {
    if (selection.isEmpty) return;
    const values = this.expressions.evaluate((name) => selection.read(name), false);
    for (const [i, { field }] of this.assignments.entries()) {
      compare?.(selection.read(field), values[i]);
      selection.write(field, values[i]);
    }
  }
}

/** The names of the target that an event of an arriving spike reads. */
function targetsRead({ pre, post, target, transmit, onPre }: ProjectionStep): ReadonlySet<"pre" | "post"> {
  const variable = target.slice(post.length + 1);
  const read = new Set([transmit, ...onPre.map((a) => a.value)].flatMap((e) => [...namesIn(e)]));
  const sides = pre === post ? (["pre", "post"] as const) : (["post"] as const);
  return new Set(sides.filter((side) => read.has(`${side}.${variable}`)));
}
