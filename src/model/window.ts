import { checkOptions, nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { declared } from "./declared.js";

/** Rows, columns and channels of a population on a grid: neuron (y·width + x)·channels + channel. */
export type Grid = readonly [height: number, width: number, channels: number];

/** A window that slides over a grid. */
export interface Window {
  readonly input: Grid;
  readonly output: Grid;
  readonly size: readonly [height: number, width: number];
  readonly stride: readonly [y: number, x: number];
  readonly padding: "valid" | "same";
  /** Rows above and columns to the left of the grid that the first window covers. */
  readonly before: readonly [top: number, left: number];
}

/** A projection whose synapses share their weights: each neuron sees the presynaptic neurons in its window. */
export interface WindowPattern {
  readonly kind: "convolution" | "maxPool" | "avgPool";
  readonly window: Window;
}

interface WindowOptions {
  /** The presynaptic population: [height, width, channels]. */
  readonly input: Grid;
  /** `"valid"`, the default: only windows inside the grid. `"same"`: also windows that extend beyond its edge. */
  readonly padding?: "valid" | "same";
}

export interface ConvolutionOptions extends WindowOptions {
  readonly filters: number;
  /** The filters' [height, width], or the side of a square. */
  readonly size: number | readonly [height: number, width: number];
  /** By default 1. */
  readonly stride?: number | readonly [y: number, x: number];
}

export interface PoolOptions extends WindowOptions {
  /** The window's [height, width], or the side of a square. */
  readonly size: number | readonly [height: number, width: number];
  /** By default the size, so that windows do not overlap. */
  readonly stride?: number | readonly [y: number, x: number];
}

const POOL_OPTIONS = ["input", "size", "stride", "padding"] as const satisfies readonly (keyof PoolOptions)[];
const FILTER_OPTIONS = [...POOL_OPTIONS, "filters"] as const satisfies readonly (keyof ConvolutionOptions)[];
const EXAMPLE = "{ input: [28, 28, 1], size: 5 }";

/**
 * Connects a grid to feature maps by filters that all places share: a spike at (y, x, c) adds w[y + top − sy·oy, x +
 * left − sx·ox, c, f] to neuron (oy, ox, f), as `tf.conv2d` does. Weights: [height, width, channels, filters], row by
 * row.
 * @throws ModelError for sizes that do not match
 */
export function convolution(options: ConvolutionOptions): WindowPattern {
  return declared({ kind: "convolution", window: slideFilters("convolution", options) });
}

/** The windows of several filters, each of which gives a channel of the output. */
export function slideFilters(where: string, options: ConvolutionOptions): Window {
  checkOptions(where, options, FILTER_OPTIONS, { example: EXAMPLE, Problem: ModelError });
  checkSize(`${where}, filters`, options.filters);
  return slide(where, options, options.stride ?? 1, options.filters);
}

/**
 * Each postsynaptic neuron receives the weight if any neuron in its window and channel spikes, as with `tf.maxPool`.
 * @throws ModelError for sizes that do not match
 */
export function maxPool(options: PoolOptions): WindowPattern {
  return declared({ kind: "maxPool", window: slidePool("maxPool", options) });
}

/**
 * Each postsynaptic neuron receives the weight times the fraction of neurons in its window and channel that spike, as
 * with `tf.avgPool`; places outside the grid do not count.
 * @throws ModelError for sizes that do not match
 */
export function avgPool(options: PoolOptions): WindowPattern {
  return declared({ kind: "avgPool", window: slidePool("avgPool", options) });
}

function slidePool(where: string, options: PoolOptions): Window {
  checkOptions(where, options, POOL_OPTIONS, { example: EXAMPLE, Problem: ModelError });
  return slide(where, options, options.stride ?? options.size);
}

/** The number of weights of all filters of a window. */
export const filterWeights = ({ size, input, output }: Window): number => size[0] * size[1] * input[2] * output[2];

export const gridSize = ([height, width, channels]: Grid): number => height * width * channels;

function slide(
  where: string,
  { input, size, padding = "valid" }: PoolOptions,
  stride: number | readonly [number, number],
  filters?: number,
): Window {
  if (!Array.isArray(input)) {
    throw new ModelError(`${where}, input: found ${nameOf(input)}, expected [height, width, channels].`);
  }
  const [sizes, strides] = [pair(size), pair(stride)];
  for (const [name, numbers] of Object.entries({ input, size: sizes, stride: strides })) {
    for (const n of numbers) checkSize(`${where}, ${name}`, n);
  }
  if (input.length !== 3) {
    throw new ModelError(`${where}, input: found [${input.join(", ")}], expected [height, width, channels].`);
  }
  if (padding !== "valid" && padding !== "same") {
    throw new ModelError(`${where}, padding: found ${nameOf(padding)}, expected "valid" or "same".`);
  }
  const along = (axis: 0 | 1) => {
    const [length, window, step] = [input[axis], sizes[axis], strides[axis]];
    const places = Math.ceil((padding === "same" ? length : length - window + 1) / step);
    if (places < 1) {
      throw new ModelError(
        `${where}, size: found [${sizes.join(", ")}] on a grid of [${input[0]}, ${input[1]}], expected a window that ` +
          'fits. Use padding: "same" or a smaller window.',
      );
    }
    const outside = padding === "same" ? Math.max(0, (places - 1) * step + window - length) : 0;
    return { places, before: Math.floor(outside / 2) };
  };
  const [vertical, horizontal] = [along(0), along(1)];
  return Object.freeze<Window>({
    input,
    output: [vertical.places, horizontal.places, filters ?? input[2]],
    size: sizes,
    stride: strides,
    padding,
    before: [vertical.before, horizontal.before],
  });
}

const pair = (size: number | readonly [number, number]): readonly [number, number] =>
  Array.isArray(size) ? [size[0], size[1]] : [size as number, size as number];

function checkSize(where: string, n: number): void {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new ModelError(`${where}: found ${nameOf(n)}, expected a whole number from 1.`);
}
