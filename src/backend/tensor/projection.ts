import * as tf from "@tensorflow/tfjs-core";
import { type Assignment, type Field, type ProjectionStep, valuesOf } from "../../program/program.js";
import { type Read, readsOf } from "../../program/value.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import { download, kernel, type Value } from "./kernels.js";
import type { Selection, SynapseSelection } from "./selections.js";
import type { Arrivals, Synapses } from "./synapses.js";
import { transmitWindow } from "./windows.js";

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
  /** For each of the targets: above 0 for neurons where it takes no input. */
  private readonly closed: readonly (Int32Array | undefined)[];
  /** Whether an arriving spike sees what those before it in the same step have added: then one comes after the other. */
  private readonly isSequential: boolean;
  /** How events read targets at the presynaptic neuron: all of a spike see the values from before. */
  private readonly held: readonly Read[];
  private readonly changes: Change[] = [];

  constructor(
    private readonly step: ProjectionStep,
    private readonly fields: Fields,
    private readonly synapses: Synapses,
    /** By column; where the weights are normalized. */
    private readonly marks: Int32Array | undefined,
  ) {
    const { transmit, onPre, onPost } = step;
    this.transmit = new Expressions(fields, valuesOf(transmit));
    this.onPre = { synapse: new Rule(fields, onPre.synapse), row: new Rule(fields, onPre.row) };
    this.onPost = { synapse: new Rule(fields, onPost.synapse), column: new Rule(fields, onPost.column) };
    this.closed = transmit.map(({ closedBy }) => closedBy && fields.counter(closedBy.name));
    this.isSequential = step.feedsBack || step.readsTarget;
    const targets = new Set(transmit.map((t) => t.target));
    const reads = readsOf(valuesOf([...transmit, ...onPre.synapse, ...onPre.row]));
    this.held = step.feedsBack ? reads.filter((r) => r.at === "pre" && targets.has(r.field)) : [];
  }

  /** The spikes of a step's beginning that arrive: first all transmit, then the rules see what has arrived. */
  arrive(arrivals: Arrivals): void {
    const { rows, pre } = arrivals;
    if (rows.length === 0) return;
    const { transmit } = this.step;
    const { topology } = this.synapses;
    const amounts = transmit.map(({ value }) => (value.kind === "number" ? value.value : Number.NaN));
    if ("window" in topology) {
      for (const [i, { target, compensation, value }] of transmit.entries()) {
        const found = transmitWindow(topology, value, pre, this.fields);
        this.fields.add(target, this.fields.whereOpen(transmit[i].closedBy, found), compensation);
      }
    } else if (this.isSequential) {
      this.arriveOneByOne(arrivals);
    } else if (!amounts.some(Number.isNaN)) {
      for (const [i, { target, compensation }] of transmit.entries()) {
        const sums = compensation ? new Float64Array(this.synapses.postSize) : this.fields.due(target);
        this.synapses.deliver(arrivals, amounts[i], sums, this.closed[i]);
        if (compensation) this.fields.add(target, tf.tensor1d(Float32Array.from(sums)), compensation);
      }
      if (!this.onPre.synapse.isEmpty) this.learn(this.synapses.ofRows(arrivals));
    } else {
      this.visit(this.synapses.ofRows(arrivals));
    }
    if (this.held.length === 0 && !this.onPre.row.isEmpty) this.onPre.row.apply(this.synapses.rowsAlone(arrivals));
  }

  private arriveOneByOne({ rows, pre }: Arrivals): void {
    for (const [i, row] of rows.entries()) {
      const parts = this.synapses.ofRow(row, pre[i]);
      // A selection keeps what it has read of the presynaptic neuron.
      for (const read of this.held) for (const part of parts) part.read(read);
      for (const part of parts) this.visit(part);
      if (this.held.length === 0 || this.onPre.row.isEmpty) continue;
      this.onPre.row.apply(this.synapses.rowsAlone({ rows: Int32Array.of(row), pre: Int32Array.of(pre[i]) }));
    }
  }

  /** The postsynaptic neurons whose event this is. */
  react(columns: Int32Array): void {
    if (columns.length === 0) return;
    if (!this.onPost.synapse.isEmpty) this.onPost.synapse.apply(this.synapses.ofColumns(columns));
    if (this.marks && this.step.onPost.marks) for (const j of columns) this.marks[j] = 1;
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
      for (let i = 0; this.marks && i < truth.length; i++) {
        if (truth[i] !== 0) this.marks[columns ? columns[i] : i % postSize] = 1;
      }
    }
  }

  private visit(selection: SynapseSelection): void {
    if (selection.isEmpty) return;
    const amounts = this.transmit.evaluate(selection, false);
    const sums = amounts.map((value) => selection.sum(value));
    for (const [i, { target, compensation }] of this.step.transmit.entries()) {
      this.fields.add(target, this.fields.whereOpen(this.step.transmit[i].closedBy, sums[i]), compensation);
    }
    if (!this.onPre.synapse.isEmpty) this.learn(selection);
  }

  private learn(selection: SynapseSelection): void {
    const { projection, onPre } = this.step;
    const isKnown = !onPre.marks || (this.marks?.every((mark) => mark === 1) ?? true);
    const weight = isKnown ? undefined : projection.normalization?.weight;
    this.onPre.synapse.apply(selection, weight, (before, after) => {
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
    this.expressions = new Expressions(fields, valuesOf(assignments));
  }

  get isEmpty(): boolean {
    return this.assignments.length === 0;
  }

  /**
   * Every right side reads the values from before the event.
   * @param watched a field whose values before and after it are looked at
   */
  apply(selection: Selection, watched?: Field, look?: (before: tf.Tensor, after: Value) => void): void {
    if (selection.isEmpty) return;
    const values = this.expressions.evaluate(selection, false);
    for (const [i, { field }] of this.assignments.entries()) {
      if (field === watched) look?.(selection.read({ kind: "read", field, at: "element" }), values[i]);
      selection.write(field, values[i]);
    }
  }
}
