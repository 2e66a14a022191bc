import type { Json, PlotlyFigure } from "./figure.js";

/** A figure as Plotly's JSON: the value of the mime type `application/vnd.plotly.v1+json`. */
export interface PlotlyJson {
  readonly data: readonly Json[];
  readonly layout: Json;
  readonly config: Json;
}

/** Below this many numbers, digits are as short as base64 and easier to read. */
const encodeFrom = 100;

const config = { displaylogo: false, responsive: false, showTips: false };

/** Typed arrays of some length become `{ dtype, bdata }`, which Plotly reads without parsing numbers one by one. */
export function plotlyJson(figure: PlotlyFigure): PlotlyJson {
  return { data: figure.data.map(toJson), layout: toJson(figure.layout), config };
}

const dtypes: readonly (readonly [abstract new (...rest: never[]) => ArrayBufferView, string])[] = [
  [Float32Array, "f4"],
  [Float64Array, "f8"],
  [Int8Array, "i1"],
  [Uint8Array, "u1"],
  [Uint8ClampedArray, "u1c"],
  [Int16Array, "i2"],
  [Uint16Array, "u2"],
  [Int32Array, "i4"],
  [Uint32Array, "u4"],
];

function toJson(value: unknown): Json {
  if (ArrayBuffer.isView(value)) return column(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(entries.map(([key, part]) => [key, toJson(part)]));
  }
  return value as string | number | boolean | null;
}

function column(view: ArrayBufferView): Json {
  const numbers = view as unknown as ArrayLike<number>;
  const dtype = dtypes.find(([type]) => view instanceof type)?.[1];
  if (dtype === undefined || numbers.length < encodeFrom) return Array.from(numbers);
  return { dtype, bdata: Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64") };
}
