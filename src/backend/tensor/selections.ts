import * as tf from "@tensorflow/tfjs-core";
import { type Field, type Side, sideOf } from "../../program/program.js";
import { levelOf, type Read } from "../../program/value.js";
import type { Fields } from "./fields.js";
import {
  gather,
  indices,
  kernel,
  places,
  remembered,
  reshape,
  scatterSum,
  spread,
  sumOverRows,
  type Value,
} from "./kernels.js";

export interface Elements {
  readonly indices: Int32Array;
  readonly shape: number[];
}

const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** Elements of one or several domains that an event visits. Lives within one `tf.tidy`. */
export interface Selection {
  readonly isEmpty: boolean;
  /** The values of a field, in a shape that can be combined with the others'. */
  read(read: Read): tf.Tensor;
  /** The indices of the elements of a side, in such a shape. */
  elements(side: Side): Elements;
  /** Replaces the values of a field of the selected elements. */
  write(field: Field, value: Value): void;
}

/** A selection of synapses. */
export interface SynapseSelection extends Selection {
  /** Sums over the synapses onto each postsynaptic neuron, [post]. */
  sum(value: Value): tf.Tensor;
  /** The postsynaptic neuron of each value. */
  readonly columns: Int32Array | undefined;
  /** The shape with one value for each synapse. */
  readonly shape: number[];
}

/** Listed elements, by their index on each side: [count] each. */
export class Listed implements SynapseSelection {
  readonly columns: Int32Array | undefined;
  readonly shape: number[];
  private readonly tensors = new Map<Side, tf.Tensor1D>();
  private readonly memo = new Map<Field, tf.Tensor>();

  constructor(
    private readonly fields: Fields,
    private readonly at: Partial<Readonly<Record<Side, Int32Array>>>,
    private readonly postSize = 0,
  ) {
    this.columns = at.post;
    this.shape = [Object.values(at)[0].length];
  }

  get isEmpty(): boolean {
    return this.shape[0] === 0;
  }

  read(read: Read): tf.Tensor {
    const [{ field }, side] = [read, sideOf(read)];
    const found = () => this.fields.gather(field, this.tensor(side));
    return side === "post" ? found() : remembered(this.memo, field, found);
  }

  elements(side: Side): Elements {
    return { indices: this.at[side] ?? new Int32Array(0), shape: this.shape };
  }

  write(field: Field, value: Value): void {
    this.memo.delete(field);
    const at = reshape(this.tensor(levelOf(field)), [this.shape[0], 1]) as tf.Tensor2D;
    this.fields.scatter(field, at, value, this.shape);
  }

  /** Sums the values of elements that are listed more than once; returns values of the whole field. */
  sumOf(field: Field, value: Value): tf.Tensor {
    const at = reshape(this.tensor(levelOf(field)), [this.shape[0], 1]) as tf.Tensor2D;
    return reshape(scatterSum(at, spread(value, this.shape), [field.domain.size]), [...field.shape]);
  }

  sum(value: Value): tf.Tensor {
    const at = reshape(this.tensor("post"), [this.shape[0], 1]) as tf.Tensor2D;
    return scatterSum(at, spread(value, this.shape), [this.postSize]);
  }

  private tensor(side: Side): tf.Tensor1D {
    const at = this.at[side];
    if (!at) throw new TypeError(`no elements on the side "${side}"`);
    return remembered(this.tensors, side, () => indices(at));
  }
}

/** Rows of a dense projection, or of one that leaves out the neuron itself: [rows, post]. */
export class DenseRows implements SynapseSelection {
  readonly isEmpty = false;
  readonly columns = undefined;
  readonly shape: number[];
  private readonly at: tf.Tensor2D;
  private readonly flatAt: tf.Tensor1D;
  private readonly memo = new Map<Field, tf.Tensor>();

  constructor(
    private readonly fields: Fields,
    private readonly rows: Int32Array,
    private readonly postSize: number,
    /** Columns that are left out, one for each row. */
    private readonly without?: Int32Array,
  ) {
    this.shape = [rows.length, postSize];
    this.at = places(rows);
    this.flatAt = indices(rows);
  }

  read(read: Read): tf.Tensor {
    const [{ field }, side] = [read, sideOf(read)];
    // Not cached: between transmission and rule, the target changes, a variable of the postsynaptic neurons.
    if (side === "column" || side === "post") return this.fields.value(field.name);
    return remembered(this.memo, field, () => {
      const found = this.fields.gather(field, this.flatAt);
      return side === "synapse" ? found : reshape(found, [this.shape[0], 1]);
    });
  }

  elements(side: Side): Elements {
    const { rows, postSize } = this;
    if (side === "column" || side === "post") return { indices: upTo(postSize), shape: [postSize] };
    if (side !== "synapse") return { indices: rows, shape: [rows.length, 1] };
    const indices = upTo(rows.length * postSize).map((n) => rows[Math.floor(n / postSize)] * postSize + (n % postSize));
    return { indices, shape: this.shape };
  }

  write(field: Field, value: Value): void {
    this.memo.delete(field);
    this.fields.scatter(field, this.at, value, this.shape);
  }

  sum(value: Value): tf.Tensor {
    return sumOverRows(others(spread(value, this.shape), this.without));
  }
}

/** Values of rows, [rows, post], with 0 in place of one column of each row. */
export function others(values: tf.Tensor, without: Int32Array | undefined): tf.Tensor {
  if (!without) return values;
  const [rows, width] = values.shape;
  const isOther = new Uint8Array(rows * width).fill(1);
  for (const [row, column] of without.entries()) isOther[row * width + column] = 0;
  const condition = tf.tensor2d(isOther, [rows, width], "bool");
  return kernel("Select", { condition, t: values, e: spread(0, [rows, width]) });
}

/** Columns of a dense projection: [rows, columns]. */
export class DenseColumns implements Selection {
  readonly isEmpty = false;
  private readonly at: tf.Tensor1D;

  constructor(
    private readonly fields: Fields,
    private readonly selected: Int32Array,
    private readonly rows: number,
    private readonly postSize: number,
  ) {
    this.at = indices(selected);
  }

  elements(side: Side): Elements {
    const { selected, rows, postSize } = this;
    if (side === "column" || side === "post") return { indices: selected, shape: [selected.length] };
    if (side !== "synapse") return { indices: upTo(rows), shape: [rows, 1] };
    const width = selected.length;
    const found = upTo(rows * width).map((n) => Math.floor(n / width) * postSize + selected[n % width]);
    return { indices: found, shape: [rows, width] };
  }

  read(read: Read): tf.Tensor {
    const [{ field }, side] = [read, sideOf(read)];
    if (side === "synapse") return this.fields.gather(field, this.at, 1);
    if (side === "column" || side === "post") return this.fields.gather(field, this.at);
    return reshape(this.fields.value(field.name), [this.rows, 1]);
  }

  write(field: Field, value: Value): void {
    const { selected, rows } = this;
    const at = new Int32Array(2 * rows * selected.length);
    for (let r = 0, i = 0; r < rows; r++) {
      for (const column of selected) {
        at[i++] = r;
        at[i++] = column;
      }
    }
    const full = spread(value, [rows, selected.length]);
    this.fields.scatter(field, places(at, 2), reshape(full, [rows * selected.length]), [rows * selected.length]);
  }
}

/** All elements of a domain; `at` has their indices on the sides on which they differ from their own. */
export class All implements Selection {
  readonly isEmpty = false;
  constructor(
    private readonly fields: Fields,
    private readonly level: Side,
    /** Shape of the domain: [elements], [rows, post], or that of filters. */
    private readonly shape: number[],
    private readonly at: Partial<Readonly<Record<Side, tf.Tensor1D>>> = {},
  ) {}

  private get isDense(): boolean {
    return this.shape.length > 1;
  }

  elements(side: Side): Elements {
    const [rows, columns] = this.shape;
    const at = this.at[side];
    if (at) return { indices: Int32Array.from(at.dataSync()), shape: this.shape };
    if (!this.isDense || side === "synapse") {
      return { indices: upTo(tf.util.sizeFromShape(this.shape)), shape: this.shape };
    }
    const isRow = side === "row" || side === "pre";
    return isRow ? { indices: upTo(rows), shape: [rows, 1] } : { indices: upTo(columns), shape: [columns] };
  }

  read(read: Read): tf.Tensor {
    const { name } = read.field;
    const side = sideOf(read);
    const values = this.fields.isCounter(name)
      ? tf.tensor1d(Float32Array.from(this.fields.counter(name)))
      : this.fields.value(name);
    const at = this.at[side];
    if (at) return gather(values, at);
    return this.isDense && (side === "row" || side === "pre") ? reshape(values, [values.size, 1]) : values;
  }

  write(field: Field, value: Value): void {
    if (field.domain.level !== this.level) throw new TypeError(`"${field.name}" is not of this domain`);
    this.fields.assign(field, value);
  }
}
