import * as tf from "@tensorflow/tfjs-core";
import type { Projection, Topology } from "../../program/program.js";
import { visitSparseRow } from "../../program/sparse.js";
import { visitColumn, visitRow } from "../../program/synapses.js";
import type { Fields } from "./fields.js";
import { indices, reshape, scatterSum, spread, sumOverRows, type Value } from "./kernels.js";
import { All, DenseColumns, DenseRows, Listed, others, type Selection, type SynapseSelection } from "./selections.js";

/** Presynaptic spikes that arrive in a step: their neurons, and the rows of their delays. */
export interface Arrivals {
  readonly rows: Int32Array;
  readonly pre: Int32Array;
}

/** The synapses of one projection: which ones an event visits, by topology. */
export class Synapses {
  readonly topology: Topology;
  readonly postSize: number;
  private readonly rows: number;
  private everywhere?: Readonly<Record<"row" | "column" | "post" | "pre" | "preOfRow", tf.Tensor1D>>;

  constructor(
    private readonly fields: Fields,
    private readonly projection: Projection,
  ) {
    this.topology = projection.topology;
    this.postSize = projection.post.size;
    this.rows = projection.rows;
  }

  /** Converts spikes by delay to rows, by delay, then by neuron. */
  arrivals(byDelay: readonly Int32Array[]): Arrivals {
    const delays = byDelay.length;
    return {
      pre: Int32Array.from(byDelay.flatMap((neurons) => [...neurons])),
      rows: Int32Array.from(byDelay.flatMap((neurons, d) => Array.from(neurons, (neuron) => neuron * delays + d))),
    };
  }

  /** All synapses of some rows. */
  ofRows({ rows, pre }: Arrivals): SynapseSelection {
    const { topology, fields, postSize } = this;
    switch (topology.kind) {
      case "dense":
        return new DenseRows(fields, rows, postSize);
      case "allButSelf":
        return new DenseRows(fields, rows, postSize, pre);
      case "oneToOne":
        return new Listed(fields, { synapse: rows, row: rows, pre, post: rows, column: rows }, postSize);
      case "sparse":
        return this.select(
          Array.from(rows, (row, i) => ({ row, pre: pre[i], synapses: range(topology.rowStart, row) })),
        );
      default:
        throw new TypeError(`"${this.projection.name}": no synapses to visit one by one`);
    }
  }

  /** The synapses of one row, in parts that reach no neuron twice. */
  ofRow(row: number, pre: number): SynapseSelection[] {
    const { topology } = this;
    if (topology.kind !== "sparse") return [this.ofRows({ rows: Int32Array.of(row), pre: Int32Array.of(pre) })];
    const parts: number[][] = [];
    let repeated = 0;
    for (const s of range(topology.rowStart, row)) {
      const isRepeated = s > topology.rowStart[row] && topology.post[s] === topology.post[s - 1];
      repeated = isRepeated ? repeated + 1 : 0;
      parts[repeated] ??= [];
      parts[repeated].push(s);
    }
    return parts.map((synapses) => this.select([{ row, pre, synapses }]));
  }

  /** Adds a constant for each synapse at which a spike arrives, except to neurons where `closed` is above 0. */
  deliver(arrivals: Arrivals, value: number, sums: Float64Array, closed?: Int32Array): void {
    const before = closed && sums.slice();
    this.deliverAll(arrivals, value, sums);
    if (before) for (let j = 0; j < sums.length; j++) if (closed[j] > 0) sums[j] = before[j];
  }

  private deliverAll({ rows, pre }: Arrivals, value: number, sums: Float64Array): void {
    const { topology } = this;
    switch (topology.kind) {
      case "dense":
      case "allButSelf":
        for (let j = 0; j < sums.length; j++) sums[j] += value * rows.length;
        if (topology.kind === "allButSelf") for (const j of pre) sums[j] -= value;
        return;
      case "oneToOne":
        for (const j of rows) sums[j] += value;
        return;
      case "sparse":
        for (const row of rows) {
          visitSparseRow(topology, row, (_, post) => {
            sums[post] += value;
          });
        }
    }
  }

  /** All synapses onto some neurons. */
  ofColumns(columns: Int32Array): Selection {
    const { topology, fields, projection } = this;
    switch (topology.kind) {
      case "dense":
        return new DenseColumns(fields, columns, this.rows, this.postSize);
      case "oneToOne":
        return this.ofRows({ rows: columns, pre: columns });
      case "sparse": {
        const { start, synapse, row: rowOf } = topology.columns;
        const at = Array.from(columns, (j) => range(start, j)).flat();
        const row = Int32Array.from(at, (i) => rowOf[i]);
        const pre = row.map((r) => Math.floor(r / projection.delays.length));
        return this.listed(
          Int32Array.from(at, (i) => synapse[i]),
          row,
          pre,
        );
      }
      default:
        throw new TypeError(`"${projection.name}": no synapses to visit one by one`);
    }
  }

  /** All synapses of some rows of a convolution. */
  ofSeen(rows: Int32Array): Listed {
    const { topology, postSize } = this;
    return this.listedBySpikes(rows, "row", (row, visit) => visitRow(topology, row, row, postSize, visit));
  }

  /** All synapses onto some neurons of a convolution. */
  ofSeenBy(columns: Int32Array): Listed {
    const { topology, postSize, rows } = this;
    return this.listedBySpikes(columns, "column", (j, visit) => visitColumn(topology, j, postSize, rows, visit));
  }

  private listedBySpikes(
    spikes: Int32Array,
    side: "row" | "column",
    visitAll: (element: number, visit: (synapse: number, other: number) => void) => void,
  ): Listed {
    const [synapse, own, others]: number[][] = [[], [], []];
    for (const element of spikes) {
      visitAll(element, (s, other) => {
        synapse.push(s);
        own.push(element);
        others.push(other);
      });
    }
    const [row, column] = (side === "row" ? [own, others] : [others, own]).map((list) => Int32Array.from(list));
    const at = { synapse: Int32Array.from(synapse), row, pre: row, column, post: column };
    return new Listed(this.fields, at, this.postSize);
  }

  private select(rows: readonly { row: number; pre: number; synapses: readonly number[] }[]): Listed {
    const along = (value: (r: { row: number; pre: number }) => number) =>
      Int32Array.from(rows.flatMap((r) => r.synapses.map(() => value(r))));
    return this.listed(
      Int32Array.from(rows.flatMap((r) => r.synapses)),
      along((r) => r.row),
      along((r) => r.pre),
    );
  }

  private listed(synapse: Int32Array, row: Int32Array, pre: Int32Array): Listed {
    const { topology } = this;
    if (topology.kind !== "sparse") throw new TypeError(`"${this.projection.name}" is not sparse`);
    const post = synapse.map((s) => topology.post[s]);
    return new Listed(this.fields, { synapse, row, pre, column: post, post }, this.postSize);
  }

  /** The rows themselves, and the columns themselves. */
  rowsAlone = ({ rows, pre }: Arrivals): Selection => new Listed(this.fields, { row: rows, pre });
  columnsAlone = (columns: Int32Array): Selection => new Listed(this.fields, { column: columns, post: columns });

  /** All elements of the projection's rows, columns or synapses. */
  all(domain: "row" | "column" | "synapse"): Selection {
    const { fields, topology, rows, postSize } = this;
    if (domain === "synapse" && topology.kind === "sparse") {
      return new All(fields, domain, [topology.post.length], this.places());
    }
    if (domain === "row" && this.projection.delays.length > 1) {
      return new All(fields, domain, [rows], { pre: this.places().preOfRow });
    }
    if (domain === "synapse" && topology.kind === "dense") return new All(fields, domain, [rows, postSize]);
    if (domain === "synapse" && topology.kind === "convolution") {
      const { size, input, output } = topology.window;
      return new All(fields, domain, [...size, input[2], output[2]]);
    }
    return new All(fields, domain, [domain === "row" ? rows : postSize]);
  }

  /** All synapses, for sums by postsynaptic neuron. */
  everySynapse(): SynapseSelection {
    const { topology, fields, postSize, rows } = this;
    const shape =
      topology.kind === "sparse" ? [topology.post.length] : topology.kind === "oneToOne" ? [rows] : [rows, postSize];
    const all = topology.kind === "allButSelf" ? new All(fields, "synapse", shape) : this.all("synapse");
    const self = topology.kind === "allButSelf" ? Int32Array.from({ length: rows }, (_, row) => row) : undefined;
    const sum = (value: Value): tf.Tensor => {
      const full = spread(value, shape);
      if (topology.kind === "oneToOne") return full;
      if (topology.kind !== "sparse") return sumOverRows(others(full, self));
      return scatterSum(reshape(this.columnOfSynapse, [shape[0], 1]) as tf.Tensor2D, full, [postSize]);
    };
    return {
      ...{ shape, sum, columns: undefined, isEmpty: shape.includes(0) },
      read: (r) => all.read(r),
      elements: (side) => all.elements(side),
      write: (field, value) => all.write(field, value),
    };
  }

  /** The postsynaptic neuron of each synapse of a sparse projection, on the device. */
  get columnOfSynapse(): tf.Tensor1D {
    return this.places().column;
  }

  dispose(): void {
    for (const tensor of Object.values(this.everywhere ?? {})) tensor.dispose();
  }

  /** Indices of the elements of a sparse projection; kept after the first use. */
  private places() {
    const { topology, projection } = this;
    if (topology.kind !== "sparse") throw new TypeError(`"${projection.name}" is not sparse`);
    this.everywhere ??= tf.tidy(() => {
      const row = new Int32Array(topology.post.length);
      for (let r = 0; r < this.rows; r++) row.fill(r, topology.rowStart[r], topology.rowStart[r + 1]);
      const preOf = (r: number) => Math.floor(r / projection.delays.length);
      const column = tf.keep(indices(topology.post));
      return {
        row: tf.keep(indices(row)),
        column,
        post: tf.keep(column.clone()),
        pre: tf.keep(indices(row.map(preOf))),
        preOfRow: tf.keep(indices(Int32Array.from({ length: this.rows }, (_, r) => preOf(r)))),
      };
    });
    return this.everywhere;
  }
}

/** The whole numbers from start[i] to below start[i + 1]. */
const range = (start: Int32Array, i: number): number[] =>
  Array.from({ length: start[i + 1] - start[i] }, (_, n) => start[i] + n);
