import * as tf from "@tensorflow/tfjs-core";
import { BackendError } from "../../errors.js";
import { initialValues } from "../../program/initial.js";
import { type Decay, type Field, type Program, valuesOf } from "../../program/program.js";
import { readsOf } from "../../program/value.js";
import type { Unsound, Values } from "../backend.js";
import { unsoundAmong } from "../soundness.js";
import { Constants, download, gather, indices, kernel, reshape, scatter, spread, type Value } from "./kernels.js";

/**
 * A field on the device. A field in a frame has the values target + tensor · scale: a decay step changes only the
 * scale, in float64. It needs no kernel, and 32 bits suffice for time constants of millions of steps.
 */
interface Stored {
  tensor: tf.Tensor;
  scale: number;
  readonly target: number;
  readonly isFramed: boolean;
  /** Whether the decay leads to zeros in the tensor, and whether it is known to contain nothing else. */
  readonly restsAtZero: boolean;
  isAtRest: boolean;
  /** The values, as long as they are in use. */
  view?: tf.Tensor;
  /** Sums by element that have yet to be added. */
  due?: Float64Array;
}

/** A frame is renewed before the numbers in it could leave the range of 32 bits. */
const SMALLEST_SCALE = 2 ** -40;
/** Slower decays lose digits if each step rounds to 32 bits. */
const FASTEST_SLOW_DECAY = 0.999;

const scaleKey = (field: string): string => `tensor/scale/${field}`;
const storedKey = (field: string): string => `tensor/stored/${field}`;

/** The fields of a program: floats as tensors, counters and flags as arrays in JavaScript. */
export class Fields {
  readonly constants = new Constants();
  /** The current step and presentation. */
  readonly clock = { step: 0, presentation: 0 };
  private readonly stored = new Map<string, Stored>();
  private readonly counters = new Map<string, Int32Array>();
  readonly program: Program;

  constructor(program: Program) {
    this.program = program;
    const framed = framedFields(program);
    const restingAtZero = new Set(program.decays.filter((d) => d.target === 0).map((d) => d.field));
    for (const field of program.fields.values()) {
      const values = initialValues(field);
      if (field.type === "int") {
        this.counters.set(field.name, Int32Array.from(values));
        continue;
      }
      const target = framed.get(field);
      const isFramed = target !== undefined;
      const restsAtZero = isFramed || restingAtZero.has(field);
      this.stored.set(field.name, {
        tensor: tf.scalar(0),
        scale: 1,
        target: target ?? 0,
        isFramed,
        restsAtZero,
        isAtRest: false,
      });
      this.load(field.name, values);
    }
  }

  /** The live array of a counter or flag. */
  counter(field: string): Int32Array {
    const array = this.counters.get(field);
    if (!array) throw this.unknown(field);
    return array;
  }

  isCounter(field: string): boolean {
    return this.counters.has(field);
  }

  /** The values of a field. The tensor belongs to this object, and is valid until the field changes. */
  value(field: string): tf.Tensor {
    const stored = this.settled(field);
    if (!stored.isFramed || (stored.scale === 1 && stored.target === 0)) return stored.tensor;
    stored.view ??= tf.keep(this.unframed(stored, stored.tensor));
    return stored.view;
  }

  /** The values of some elements, or of some rows or columns. */
  gather({ name }: Field, at: tf.Tensor, axis = 0): tf.Tensor {
    const stored = this.settled(name);
    // Filters are indexed as a flat list.
    const isFilters = stored.tensor.shape.length > 2;
    const found = gather(isFilters ? reshape(stored.tensor, [stored.tensor.size]) : stored.tensor, at, axis);
    return stored.isFramed ? this.unframed(stored, found) : found;
  }

  /** Replaces all values. */
  assign(field: Field, value: Value): void {
    const stored = this.settled(field.name);
    stored.scale = 1;
    this.put(stored, spread(this.inFrame(stored, value), [...field.shape]));
  }

  /** Replaces the values at `at`, [count, rank]; `shape` is that of the replaced values. */
  scatter({ name }: Field, at: tf.Tensor2D, value: Value, shape: number[]): void {
    const stored = this.settled(name);
    this.put(stored, scatter(stored.tensor, at, spread(this.inFrame(stored, value), shape)));
  }

  /** Adds to all values; the rounding error goes to the compensation, if the field has one. */
  add({ name }: Field, values: tf.Tensor, compensation?: Field): void {
    if (compensation) {
      this.addExactly(this.settled(name), values, this.settled(compensation.name));
      return;
    }
    const stored = this.settled(name);
    this.addTo(stored, stored.scale === 1 ? values : this.times(values, 1 / stored.scale));
  }

  /** The amounts for each neuron, 0 where it takes no input, as the counter is above 0. */
  whereOpen(closedBy: Field | undefined, amounts: tf.Tensor): tf.Tensor {
    const closed = closedBy && this.counter(closedBy.name);
    if (!closed?.some((left) => left > 0)) return amounts;
    const condition = tf.tensor1d(
      Uint8Array.from(closed, (left) => Number(left === 0)),
      "bool",
    );
    return kernel("Select", { condition, t: amounts, e: this.constants.full(0, amounts.shape) });
  }

  /** The array of sums, one for each element, to be added before the field is next used. */
  due({ name, domain }: Field): Float64Array {
    const stored = this.get(name);
    stored.due ??= new Float64Array(domain.size);
    return stored.due;
  }

  /** One step of a decay. */
  decay({ field, factor, target }: Decay): void {
    const stored = this.settled(field.name);
    if (stored.isAtRest) return;
    if (stored.isFramed) {
      stored.scale *= factor;
      this.forget(stored);
      if (stored.scale < SMALLEST_SCALE) this.settleNearTarget(stored);
      return;
    }
    const scaled = kernel("Multiply", { a: stored.tensor, b: this.constants.scalar(factor) });
    const shift = target * (1 - factor);
    this.put(stored, shift === 0 ? scaled : kernel("Add", { a: scaled, b: this.constants.scalar(shift) }));
  }

  /** Sets values within the threshold of their decay's target to it: denormal numbers are slow. */
  flush(decays: readonly Decay[]): void {
    for (const { field, target } of decays) {
      const stored = this.settled(field.name);
      if (stored.isFramed || stored.isAtRest) continue;
      const distance = target === 0 ? stored.tensor : this.plus(stored.tensor, -target);
      const isFar = this.isFar(distance, this.program.flush);
      const near = this.constants.full(target, stored.tensor.shape);
      this.put(stored, kernel("Select", { condition: isFar, t: stored.tensor, e: near }));
    }
  }

  async read(field: string): Promise<Values> {
    const counter = this.counters.get(field);
    if (counter) return counter.slice();
    const stored = this.settledAlone(field);
    return this.valuesOf(stored, await download(stored.tensor));
  }

  /** The values of some elements, or of all if undefined. */
  async sample(field: string, elements: Int32Array | undefined): Promise<ArrayLike<number>> {
    const counter = this.counters.get(field);
    if (counter) return elements ? Array.from(elements, (e) => counter[e]) : counter;
    if (!elements) return this.read(field);
    const stored = this.settledAlone(field);
    const found = tf.tidy(() => gather(reshape(stored.tensor, [stored.tensor.size]), indices(elements)));
    const values = this.valuesOf(stored, await download(found));
    found.dispose();
    return values;
  }

  /** Values within the threshold of a decay's target become the target. */
  private valuesOf({ scale, target, isFramed }: Stored, values: ArrayLike<number>): Float32Array | Float64Array {
    if (!isFramed) return Float32Array.from(values);
    const { flush } = this.program;
    return Float64Array.from(values).map((x) => target + (Math.abs(x * scale) < flush ? 0 : x * scale));
  }

  /** Which of the fields have values that are not finite: all are checked before any is downloaded. */
  async unsound(fields: Iterable<Field>): Promise<Unsound[]> {
    const asked = [...fields];
    if (asked.length === 0) return [];
    const sums = tf.tidy(() => {
      // x − x is 0 for finite x and NaN otherwise; so is the sum.
      const differences = asked.map(({ name }) => {
        const { tensor } = this.settled(name);
        return tf.sum(kernel("Sub", { a: tensor, b: tensor }));
      });
      return tf.stack(differences);
    });
    const found = await download(sums);
    sums.dispose();
    const unsound: Unsound[] = [];
    for (const [i, { name }] of asked.entries()) {
      const wrong = found[i] === 0 ? undefined : unsoundAmong(name, Float64Array.from(await this.read(name)));
      if (wrong) unsound.push(wrong);
    }
    return unsound;
  }

  write(field: string, values: ArrayLike<number>): void {
    const { size } = this.field(field).domain;
    if (values.length !== size) {
      throw new BackendError(`tensor, "${field}": found ${values.length} values, expected ${size}.`);
    }
    const counter = this.counters.get(field);
    if (counter) counter.set(values);
    else this.load(field, values);
  }

  /** All fields as they are stored, so that a run continues from them bit for bit. */
  async snapshot(): Promise<[string, Values][]> {
    const entries: [string, Values][] = [];
    for (const field of this.program.fields.keys()) {
      const stored = this.stored.get(field);
      if (!stored?.isFramed) {
        entries.push([field, await this.read(field)]);
        continue;
      }
      this.settledAlone(field);
      entries.push([storedKey(field), Float32Array.from(await download(stored.tensor))]);
      entries.push([scaleKey(field), Float64Array.of(stored.scale)]);
    }
    return entries;
  }

  restore(snapshot: ReadonlyMap<string, Values>): void {
    for (const field of this.program.fields.keys()) {
      const inFrame = snapshot.get(storedKey(field));
      const stored = this.stored.get(field);
      if (!inFrame || !stored) {
        this.write(field, snapshot.get(field) ?? []);
        continue;
      }
      this.upload(stored, Float32Array.from(inFrame), this.field(field).shape);
      stored.scale = snapshot.get(scaleKey(field))?.[0] ?? 1;
    }
  }

  dispose(): void {
    for (const { tensor, view } of this.stored.values()) {
      tensor.dispose();
      view?.dispose();
    }
    this.stored.clear();
    this.constants.dispose();
  }

  private get(field: string): Stored {
    const stored = this.stored.get(field);
    if (!stored) throw this.unknown(field);
    return stored;
  }

  private field(name: string): Field {
    const field = this.program.fields.get(name);
    if (!field) throw this.unknown(name);
    return field;
  }

  private unknown(field: string): BackendError {
    const known = [...this.program.fields.keys()].join(", ");
    return new BackendError(`tensor, field: found "${field}", expected one of ${known}.`);
  }

  /** A field after everything due has been added. */
  private settled(field: string): Stored {
    const stored = this.get(field);
    const { due } = stored;
    if (!due) return stored;
    stored.due = undefined;
    this.addTo(stored, tf.tensor1d(Float32Array.from(due, (x) => x / stored.scale)));
    return stored;
  }

  /** The same outside of `tf.tidy`. */
  private settledAlone(field: string): Stored {
    tf.tidy(() => {
      this.settled(field);
    });
    return this.get(field);
  }

  private addTo(stored: Stored, values: tf.Tensor): void {
    this.put(stored, kernel("Add", { a: stored.tensor, b: values }));
  }

  private addExactly(stored: Stored, amount: tf.Tensor, compensation: Stored): void {
    const plus = (a: tf.Tensor, b: tf.Tensor) => kernel("Add", { a, b });
    const minus = (a: tf.Tensor, b: tf.Tensor) => kernel("Sub", { a, b });
    const before = stored.tensor;
    const sum = plus(before, amount);
    const added = minus(sum, before);
    const rest = plus(compensation.tensor, plus(minus(before, minus(sum, added)), minus(amount, added)));
    const value = plus(sum, rest);
    this.put(compensation, minus(rest, minus(value, sum)));
    this.put(stored, value);
  }

  private put(stored: Stored, tensor: tf.Tensor): void {
    const old = stored.tensor;
    // A kept tensor already belongs to a constant or to a field.
    stored.tensor = tf.keep(tensor.kept ? tensor.clone() : tensor);
    stored.isAtRest = false;
    old.dispose();
    this.forget(stored);
  }

  private forget(stored: Stored): void {
    stored.view?.dispose();
    stored.view = undefined;
  }

  private load(field: string, values: ArrayLike<number>): void {
    const stored = this.get(field);
    stored.due = undefined;
    stored.scale = 1;
    const numbers = Float32Array.from(Float64Array.from(values).map((x) => x - stored.target));
    this.upload(stored, numbers, this.field(field).shape);
    stored.isAtRest = stored.restsAtZero && numbers.every((x) => x === 0);
  }

  private upload(stored: Stored, values: Float32Array, shape: readonly number[]): void {
    tf.tidy(() => this.put(stored, tf.tensor(values, [...shape], "float32")));
  }

  private unframed({ scale, target }: Stored, tensor: tf.Tensor): tf.Tensor {
    const scaled = scale === 1 ? tensor : this.times(tensor, scale);
    return target === 0 ? scaled : this.plus(scaled, target);
  }

  private inFrame({ isFramed, scale, target }: Stored, value: Value): Value {
    if (!isFramed) return value;
    if (typeof value === "number") return (value - target) / scale;
    const distance = target === 0 ? value : this.plus(value, -target);
    return scale === 1 ? distance : this.times(distance, 1 / scale);
  }

  /** Resets the scale of a frame to 1, and sets values near the target to it. */
  private settleNearTarget(stored: Stored): void {
    const values = this.times(stored.tensor, stored.scale);
    const zeros = this.constants.full(0, values.shape);
    const isFar = this.isFar(values, this.program.flush);
    this.put(stored, kernel("Select", { condition: isFar, t: values, e: zeros }));
    stored.scale = 1;
  }

  private isFar(distance: tf.Tensor, threshold: number): tf.Tensor {
    return kernel("GreaterEqual", { a: kernel("Abs", { x: distance }), b: this.constants.scalar(threshold) });
  }

  private times(x: tf.Tensor, factor: number): tf.Tensor {
    return kernel("Multiply", { a: x, b: tf.scalar(factor) });
  }

  private plus(x: tf.Tensor, term: number): tf.Tensor {
    return kernel("Add", { a: x, b: this.constants.scalar(term) });
  }
}

/** The decaying fields that are not read in every step, or that decay slowly, with their targets. */
function framedFields({ learning, decays }: Program): ReadonlyMap<Field, number> {
  const { populations, projections } = learning;
  const updates = [...populations, ...projections.flatMap((p) => p.loops)].flatMap(({ next }) => valuesOf(next));
  const thresholds = populations.flatMap(({ threshold }) => threshold ?? []);
  const always = new Set(readsOf([...updates, ...thresholds]).map((r) => r.field));
  const framed = decays.filter((d) => d.factor > FASTEST_SLOW_DECAY || !always.has(d.field));
  return new Map(framed.map((d) => [d.field, d.target]));
}
