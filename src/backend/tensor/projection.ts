import * as tf from "@tensorflow/tfjs-core";
import type { WindowPattern } from "../../model/window.js";
import { type Assignment, isShared, type ProjectionStep, sideOf, valuesOf } from "../../program/program.js";
import { type Value as Expr, type Read, readsOf } from "../../program/value.js";
import { Expressions } from "./expressions.js";
import type { Fields } from "./fields.js";
import { kernel, spread } from "./kernels.js";
import type { Listed, Selection, SynapseSelection } from "./selections.js";
import type { Arrivals, Synapses } from "./synapses.js";
import { transmitWindow } from "./windows.js";

/** The events of one projection under one schedule. */
export class ProjectionEvents {
  private readonly transmit: Expressions;
  private readonly onPre: { readonly synapse: Rule; readonly row: Rule };
  private readonly onPost: { readonly synapse: Rule; readonly column: Rule };
  /** For each target: above 0 for neurons where it takes no input. */
  private readonly closed: readonly (Int32Array | undefined)[];
  /**
   * Whether an arriving spike sees what those before it in the same step have added; then they are processed in order.
   */
  private readonly isSequential: boolean;
  /** Reads of targets at the presynaptic neuron: all synapses of a spike see the values from before. */
  private readonly held: readonly Read[];

  constructor(
    private readonly step: ProjectionStep,
    private readonly fields: Fields,
    private readonly synapses: Synapses,
    /** By group, if the weights are normalized; postsynaptic events set them. */
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

  /** The spikes that arrive in a step: first all transmit, then the rules see what has arrived. */
  arrive(arrivals: Arrivals): void {
    const { rows } = arrivals;
    if (rows.length === 0) return;
    const { transmit } = this.step;
    const { topology } = this.synapses;
    const amounts = transmit.map(({ value }) => (value.kind === "number" ? value.value : Number.NaN));
    if ("window" in topology) {
      this.arriveAtWindows(topology, arrivals);
    } else if (this.isSequential) {
      this.arriveOneByOne(arrivals);
    } else if (!amounts.some(Number.isNaN)) {
      for (const [i, { target, compensation }] of transmit.entries()) {
        const sums = compensation ? new Float64Array(this.synapses.postSize) : this.fields.due(target);
        this.synapses.deliver(arrivals, amounts[i], sums, this.closed[i]);
        if (compensation) this.fields.add(target, tf.tensor1d(Float32Array.from(sums)), compensation);
      }
      if (!this.onPre.synapse.isEmpty) this.onPre.synapse.apply(this.synapses.ofRows(arrivals));
    } else {
      this.visit(this.synapses.ofRows(arrivals));
    }
    if (this.held.length === 0 && !this.onPre.row.isEmpty) this.onPre.row.apply(this.synapses.rowsAlone(arrivals));
  }

  /** Filters that transmit their weights do so by a TensorFlow.js kernel; the changes of their weights are summed. */
  private arriveAtWindows(topology: WindowPattern, arrivals: Arrivals): void {
    const { transmit } = this.step;
    const isPlain = transmit.every(({ value }) => value.kind === "number" || isWeight(value));
    const listed = isPlain && this.onPre.synapse.isEmpty ? undefined : this.synapses.ofSeen(arrivals.rows);
    const amounts = isPlain || !listed ? undefined : this.transmit.evaluate(listed, false);
    const sums = transmit.map(({ value }, i) =>
      amounts && listed ? listed.sum(amounts[i]) : transmitWindow(topology, value, arrivals.pre, this.fields),
    );
    for (const [i, { target, compensation }] of transmit.entries()) {
      this.fields.add(target, this.fields.whereOpen(transmit[i].closedBy, sums[i]), compensation);
    }
    if (listed) this.onPre.synapse.applySums(listed);
  }

  private arriveOneByOne({ rows, pre }: Arrivals): void {
    for (const [i, row] of rows.entries()) {
      const parts = this.synapses.ofRow(row, pre[i]);
      // A selection caches what it has read of the presynaptic neuron.
      for (const read of this.held) for (const part of parts) part.read(read);
      for (const part of parts) this.visit(part);
      if (this.held.length === 0 || this.onPre.row.isEmpty) continue;
      this.onPre.row.apply(this.synapses.rowsAlone({ rows: Int32Array.of(row), pre: Int32Array.of(pre[i]) }));
    }
  }

  /** Postsynaptic events of the given neurons. */
  react(columns: Int32Array): void {
    if (columns.length === 0) return;
    const { projection, onPost } = this.step;
    if (isShared(projection)) this.onPost.synapse.applySums(this.synapses.ofSeenBy(columns));
    else if (!this.onPost.synapse.isEmpty) this.onPost.synapse.apply(this.synapses.ofColumns(columns));
    const groups = projection.normalization?.groups ?? 1;
    if (this.marks && onPost.marks) for (const j of columns) this.marks[j % groups] = 1;
    if (!this.onPost.column.isEmpty) this.onPost.column.apply(this.synapses.columnsAlone(columns));
  }

  private visit(selection: SynapseSelection): void {
    if (selection.isEmpty) return;
    const amounts = this.transmit.evaluate(selection, false);
    const sums = amounts.map((value) => selection.sum(value));
    for (const [i, { target, compensation }] of this.step.transmit.entries()) {
      this.fields.add(target, this.fields.whereOpen(this.step.transmit[i].closedBy, sums[i]), compensation);
    }
    if (!this.onPre.synapse.isEmpty) this.onPre.synapse.apply(selection);
  }
}

const isWeight = (value: Expr): boolean => value.kind === "read" && sideOf(value) === "synapse";

/** Assignments to fields of one level. */
class Rule {
  private readonly expressions: Expressions;

  constructor(
    private readonly fields: Fields,
    private readonly assignments: readonly Assignment[],
  ) {
    this.expressions = new Expressions(fields, valuesOf(assignments));
  }

  get isEmpty(): boolean {
    return this.assignments.length === 0;
  }

  /** Assigns; all right sides read the values from before the event. */
  apply(selection: Selection): void {
    if (selection.isEmpty) return;
    const values = this.expressions.evaluate(selection, false);
    for (const [i, { field }] of this.assignments.entries()) {
      selection.write(field, values[i]);
    }
  }

  /** For synapses that share variables: each variable moves by the sum of its changes, within its bounds. */
  applySums(selection: Listed): void {
    if (selection.isEmpty || this.isEmpty) return;
    const values = this.expressions.evaluate(selection, false);
    const changes = this.assignments.map(({ field }, i) => {
      const before = selection.read({ kind: "read", field, at: "element" });
      const a = spread(values[i], selection.shape);
      return selection.sumOf(field, kernel("Sub", { a, b: before }));
    });
    for (const [i, { field }] of this.assignments.entries()) {
      const before = this.fields.value(field.name);
      const moved = kernel("Add", { a: before, b: changes[i] });
      const [clipValueMin, clipValueMax] = field.bounds;
      this.fields.assign(field, kernel("ClipByValue", { x: moved }, { clipValueMin, clipValueMax }));
    }
  }
}
