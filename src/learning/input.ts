import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import type { Tensor, TensorLike } from "../tfjs/tensor.js";

/**
 * A tensor, or anything that TensorFlow.js can convert to one: nested arrays, typed arrays, an array of typed arrays.
 */
export type TensorInput = Tensor | TensorLike;

export interface ClassesOption {
  /** Number of classes, from 2 to 4096; labels are 0 … classes − 1. */
  readonly classes: number;
}

const MOST_CLASSES = 4096;
const OPTIONS = optionsOf<ClassesOption>({ classes: true });

export const checkClasses = (where: string, classes: unknown): number =>
  wholeNumber(`${where}, classes`, classes, 2, MOST_CLASSES);

/** @throws InputError unless the options give a number of classes, at least 2 */
export function readClasses(where: string, options: ClassesOption): number {
  checkOptions(where, options, OPTIONS, { example: "{ classes: 10 }" });
  return checkClasses(where, options.classes);
}

/** Values with their shape, of one or two dimensions. */
interface Shaped {
  readonly values: ArrayLike<unknown>;
  readonly shape: readonly number[];
}

/** A matrix of numbers, row by row. */
export interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);

const isTensor = (value: object): value is Pick<Tensor, "shape" | "dtype" | "dataSync"> =>
  "dataSync" in value && "dtype" in value && "shape" in value && Array.isArray(value.shape);

function readShaped(where: string, name: string, input: unknown): Shaped {
  const refuse = (found: string) =>
    new InputError(`${where}, ${name}: found ${found}, expected numbers. Pass numbers or a tensor.`);
  if (typeof input !== "object" || input === null) throw refuse(nameOf(input));
  if (isTensor(input)) {
    if (input.dtype !== "float32" && input.dtype !== "int32") throw refuse(`values of type ${String(input.dtype)}`);
    return notEmpty(where, name, { values: readAtOnce<ArrayLike<unknown>>(where, input), shape: input.shape });
  }
  if (!isList(input)) throw refuse(nameOf(input));
  if (!isList(input[0])) return notEmpty(where, name, { values: input, shape: [input.length] });
  const columns = input[0].length;
  const rows = Array.from(input, (row, i) => {
    if (isList(row) && row.length === columns) return Array.from(row);
    const found = isList(row) ? `${row.length} values` : nameOf(row);
    throw new InputError(`${where}, ${name}: found ${found} in row ${i}, expected ${columns} values as in row 0.`);
  });
  return notEmpty(where, name, { values: rows.flat(), shape: [rows.length, columns] });
}

function notEmpty(where: string, name: string, shaped: Shaped): Shaped {
  if (shaped.values.length > 0) return shaped;
  throw new InputError(`${where}, ${name}: there are none, expected at least one.`);
}

/**
 * A matrix of numbers such as spike counts [examples, neurons], at least 0 unless `signed`. One of its sizes is known
 * and the other is inferred, so a flat array or a single row is allowed.
 */
export function readMatrix(
  where: string,
  name: string,
  input: TensorInput,
  size: ({ readonly rows: number } | { readonly columns: number }) & { readonly signed?: boolean },
): Matrix {
  const { values, shape } = readShaped(where, name, input);
  const [axis, known] = "rows" in size ? [0, size.rows] : [1, size.columns];
  const fits = shape.length === 1 ? values.length % known === 0 : shape.length === 2 && shape[axis] === known;
  if (!fits) {
    const expected = axis === 0 ? `[${known}, …]` : `[…, ${known}]`;
    throw new InputError(`${where}, ${name}: found the shape [${shape.join(", ")}], expected ${expected}.`);
  }
  const least = size.signed ? Number.NEGATIVE_INFINITY : 0;
  for (let i = 0; i < values.length; i++) checkCount(`${where}, ${name}`, values[i], i, least);
  const other = values.length / known;
  const [rows, columns] = axis === 0 ? [known, other] : [other, known];
  return { values: Float64Array.from(values as ArrayLike<number>), rows, columns };
}

function checkCount(where: string, value: unknown, place: number, least: number): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= least) return;
  const isInfinite = value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  const numberText = () => (isInfinite ? "an infinite value" : String(value));
  // An object may not be convertible to text.
  const found = typeof value === "number" ? numberText() : `values of type ${typeof value}`;
  const expected = least === 0 ? "numbers from 0" : "finite numbers";
  throw new InputError(`${where}: found ${found}, expected ${expected}, at position ${place}.`);
}

/** Whole numbers from `least` to `classes` − 1, such as labels. */
export function readLabels(where: string, name: string, input: TensorInput, classes: number, least = 0): Float64Array {
  const { values, shape } = readShaped(where, name, input);
  if (shape.length !== 1) {
    throw new InputError(`${where}, ${name}: found the shape [${shape.join(", ")}], expected one dimension.`);
  }
  const most = Number.isFinite(classes) ? classes - 1 : undefined;
  return Float64Array.from(values, (value, i) => wholeNumber(`${where}, ${name}[${i}]`, value, least, most));
}
