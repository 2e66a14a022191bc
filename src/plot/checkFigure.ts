import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Axis, ColorBar, CommonMark, Figure, Mark, Panel } from "./figure.js";
import { isColumn } from "./input.js";

/** Checks a part of a figure. */
type Check = (value: unknown, where: string) => void;

/** A check for each part of a type; the compiler rejects an incomplete list. */
type Checks<T> = { readonly [K in keyof T]-?: Check };

function fail(where: string, value: unknown, expected: string): never {
  throw new InputError(`${where}: found ${nameOf(value)}, expected ${expected}, as a plot function makes it.`);
}

const kind =
  (name: "string" | "boolean", what: string): Check =>
  (value, where) => {
    if (typeof value !== name) fail(where, value, what);
  };
const text = kind("string", "a text");
const flag = kind("boolean", "true or false");

const number: Check = (value, where) => {
  if (typeof value !== "number" || !Number.isFinite(value)) fail(where, value, "a finite number");
};

const positive: Check = (value, where) => {
  if (!(typeof value === "number" && value > 0 && Number.isFinite(value))) fail(where, value, "a number above 0");
};

const optional =
  (check: Check): Check =>
  (value, where) => {
    if (value !== undefined) check(value, where);
  };

const column: Check = (value, where) => {
  if (!isColumn(value)) fail(where, value, "numbers in a row");
  // Plot functions mostly make typed arrays, which contain nothing but numbers.
  if (Array.isArray(value))
    value.forEach((x, i) => {
      if (typeof x !== "number") fail(`${where}[${i}]`, x, "a number");
    });
};

const oneOf =
  (...names: readonly string[]): Check =>
  (value, where) => {
    if (typeof value !== "string" || !names.includes(value))
      fail(where, value, names.map((n) => `"${n}"`).join(" or "));
  };

const listOf =
  (check: Check): Check =>
  (value, where) => {
    if (!Array.isArray(value)) fail(where, value, "a list");
    for (const [i, part] of value.entries()) check(part, `${where}[${i}]`);
  };

const pairOf =
  (first: Check, second: Check): Check =>
  (value, where) => {
    if (!Array.isArray(value) || value.length !== 2) fail(where, value, "a pair");
    first(value[0], `${where}[0]`);
    second(value[1], `${where}[1]`);
  };

const record =
  <T>(checks: Checks<T>): Check =>
  (value, where) => {
    if (typeof value !== "object" || value === null) fail(where, value, "a record");
    for (const [key, check] of Object.entries<Check>(checks)) {
      check((value as Readonly<Record<string, unknown>>)[key], `${where}.${key}`);
    }
  };

const range = pairOf(number, number);
const scale = listOf(pairOf(number, text));
const texts = listOf(text);
const common: Checks<CommonMark> = { name: optional(text), hover: optional(text), text: optional(texts) };
const places = { x: column, y: column };
const words = record<{ text: unknown; size: unknown }>({ text: texts, size: positive });

const cell: Check = (value, where) => {
  if (value !== null) number(value, where);
};

const at: Check = (value, where) => {
  const isRecord = typeof value === "object" && value !== null;
  const given = isRecord ? ((value as { x?: unknown }).x ?? (value as { y?: unknown }).y) : value;
  if (!isRecord || typeof given !== "number") fail(where, value, "{ x } or { y }");
};

/** The parts of each kind of mark, except its kind. */
const marks: { readonly [K in Mark["kind"]]: Checks<Omit<Extract<Mark, { kind: K }>, "kind">> } = {
  dots: {
    ...common,
    ...places,
    color: text,
    shape: oneOf("circle", "square", "stroke"),
    size: positive,
    width: optional(positive),
  },
  line: { ...common, ...places, color: text, width: positive, dashed: optional(flag), dots: optional(positive) },
  bars: { ...common, ...places, width: positive, color: text, gap: optional(number) },
  cells: { ...common, values: listOf(cell), columns: positive, range, scale, gap: number, words: optional(words) },
  picture: { ...common, source: text, smooth: flag },
  rule: { ...common, at, color: text, width: positive, dashed: optional(flag) },
  words: { ...common, ...places, words: texts, color: text, size: positive },
};

const mark: Check = (value, where) => {
  const name: unknown = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  if (typeof name !== "string" || !Object.hasOwn(marks, name))
    fail(where, value, `a mark: ${Object.keys(marks).join(", ")}`);
  record<unknown>(marks[name as Mark["kind"]])(value, where);
  const { x, y } = value as { x?: ArrayLike<number>; y?: ArrayLike<number> };
  if (x && y && x.length !== y.length)
    throw new InputError(`${where}.y: found ${y.length} numbers, expected ${x.length}, one for each x.`);
};

const axis = record<Axis>({
  title: text,
  range,
  isLogarithmic: optional(flag),
  ticks: optional(listOf(record<{ value: unknown; label: unknown }>({ value: number, label: text }))),
  format: optional(text),
  grid: flag,
  line: flag,
  isHidden: optional(flag),
});

const panels: Check = (value, where) => {
  listOf(record<Panel>({ y: axis, marks: listOf(mark) }))(value, where);
  if ((value as readonly unknown[]).length === 0) fail(where, value, "at least one panel");
};

const parts = record<Omit<Figure, "kind">>({
  title: text,
  subtitle: optional(text),
  width: positive,
  height: positive,
  x: axis,
  panels,
  colorBar: optional(record<ColorBar>({ title: text, range, scale, format: optional(text) })),
  hasInnerLegend: optional(flag),
  renderer: oneOf("plotly", "vega-lite"),
});

export const isFigure = (value: unknown): value is Figure =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "figure" && "panels" in value;

/**
 * Checks a figure, as figures are plain data that anyone may change.
 * @throws InputError for anything but a figure, with the part of it that cannot be drawn
 */
export function checkFigure(where: string, value: unknown): asserts value is Figure {
  if (!isFigure(value)) {
    throw new InputError(`${where}: found ${nameOf(value)}, expected a figure, such as a plot function returns.`);
  }
  parts(value, `${where}, figure`);
}
