import type { ResolvedParameter } from "./parameters.js";

type Single = ReadonlyMap<string, number>;

/** Normal numbers drawn from 32-bit words deviate from the mean by less than this many standard deviations. */
const LARGEST_DEVIATIONS = 7;

/**
 * Joint values of the parameters that have one for each neuron, at the neurons where one of them is smallest or
 * largest, and at the ends of distributions; one empty record if every parameter has one value. Writable parameters are
 * left out.
 */
export function variants(parameters: ReadonlyMap<string, ResolvedParameter>): readonly Single[] {
  const arrays: [string, Float64Array][] = [];
  const drawn: [string, readonly [low: number, high: number]][] = [];
  for (const [n, { value, isChanging }] of parameters) {
    if (isChanging) continue;
    if (value instanceof Float64Array) arrays.push([n, value]);
    else if (typeof value !== "number") {
      const spread = LARGEST_DEVIATIONS * value.b;
      drawn.push([n, value.kind === "uniform" ? [value.a, value.b] : [value.a - spread, value.a + spread]]);
    }
  }
  const neurons = arrays.length === 0 ? [0] : [...new Set(arrays.flatMap(([, values]) => extremes(values)))];
  const ends = drawn.length === 0 ? ([0] as const) : ([0, 1] as const);
  return neurons.flatMap((neuron) =>
    ends.map(
      (end) =>
        new Map([
          ...arrays.map(([n, values]) => [n, values[neuron]] as const),
          ...drawn.map(([n, range]) => [n, range[end]] as const),
        ]),
    ),
  );
}

function extremes(values: Float64Array): [number, number] {
  let [low, high] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] < values[low]) low = i;
    if (values[i] > values[high]) high = i;
  }
  return [low, high];
}
