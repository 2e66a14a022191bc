/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Shorter arrays are printed as digits, which are as compact as base64 and easier to read. */
const encodeFrom = 100;

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

/** Long typed arrays become `{ dtype, bdata }`, which Plotly decodes without parsing each number. */
export function toJson(value: unknown): Json {
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
