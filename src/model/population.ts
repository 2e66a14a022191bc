import { checkOptions, nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { checkKind, declared } from "./declared.js";
import type { NeuronModel } from "./neuron.js";
import { type Grid, gridSize } from "./window.js";
import { type GridWinnersOptions, readWinners, type Winners, type WinnersOptions } from "./winners.js";

/**
 * A set of neurons of one model. `S` is the union of the names of their state variables, `I` of their inputs, `A` of
 * their writable parameters.
 */
export interface Population<S extends string = string, I extends string = string, A extends string = string> {
  readonly kind: "population";
  readonly size: number;
  readonly model: NeuronModel<S, I, A>;
  /** The grid that the neurons lie on, if any: neuron (y·width + x)·maps + map. */
  readonly grid?: Grid;
  /** How the neurons compete for spikes, if they do. */
  readonly winners?: Winners;
  /**
   * The neurons from `begin` to below `end`, as an end of `connect`. Throws ModelError unless there is such a range.
   */
  slice(begin: number, end: number): PopulationSlice<S, I, A>;
}

/** A contiguous part of a population; `connect` counts its neurons from 0. */
export interface PopulationSlice<S extends string = string, I extends string = string, A extends string = string> {
  readonly kind: "slice";
  readonly of: Population<S, I, A>;
  readonly model: NeuronModel<S, I, A>;
  /** Index in the population. */
  readonly begin: number;
  readonly size: number;
}

/** A contiguous part of a source. */
export interface SourceSlice {
  readonly kind: "slice";
  readonly of: SpikeSource;
  readonly begin: number;
  readonly size: number;
}

/**
 * A set of neurons whose spikes each presentation provides: as rates in Hz, from which Poisson spike trains are drawn,
 * or as explicit spike trains.
 */
export interface SpikeSource {
  readonly kind: "source";
  readonly size: number;
  readonly input: "rates" | "spikes";
  /** The neurons from `begin` to below `end`, as an end of `connect`. Throws ModelError unless there is such a range. */
  slice(begin: number, end: number): SourceSlice;
}

/** @throws ModelError for an impossible number of neurons */
export function checkSize(size: number, where: string): void {
  if (!Number.isInteger(size) || size < 1 || size > 2 ** 24) {
    throw new ModelError(`${where}: found the size ${nameOf(size)}, expected a whole number from 1 to ${2 ** 24}.`);
  }
}

/** Further options of a population. */
export interface PopulationOptions {
  /** Competition: the maximum number of spikes in a step; the neurons with the greatest margins above threshold win. */
  readonly winners?: number | WinnersOptions;
}

/** Further options of a population on a grid. */
export interface GridPopulationOptions {
  /** Competition: the maximum number of spikes in a step, in all, in each map, or within a radius. */
  readonly winners?: number | GridWinnersOptions;
}

const OPTIONS = ["winners"] as const satisfies readonly (keyof PopulationOptions)[];

/**
 * `size` neurons of one model; or one neuron for each place and map of a grid, [height, width, maps].
 * @throws ModelError for a size that is not a whole number, for anything but a neuron model, and for options that do
 *   not suit it
 */
export function population<S extends string, I extends string, A extends string>(
  size: number,
  model: NeuronModel<S, I, A>,
  options?: PopulationOptions,
): Population<S, I, A>;
export function population<S extends string, I extends string, A extends string>(
  grid: Grid,
  model: NeuronModel<S, I, A>,
  options?: GridPopulationOptions,
): Population<S, I, A>;
export function population<S extends string, I extends string, A extends string>(
  given: number | Grid,
  model: NeuronModel<S, I, A>,
  options: GridPopulationOptions = {},
): Population<S, I, A> {
  const grid = Array.isArray(given) ? readGrid(given) : undefined;
  const size = grid ? gridSize(grid) : (given as number);
  checkSize(size, "population");
  checkKind("population", model, ["neuron"], "a neuron model: neuron({ … })");
  checkOptions("population", options, OPTIONS, { example: "{ winners: 1 }", Problem: ModelError });
  const winners = options.winners === undefined ? undefined : readWinners(options.winners, model, grid);
  const whole: Population<S, I, A> = declared({
    kind: "population",
    size,
    model,
    ...(grid ? { grid } : {}),
    ...(winners ? { winners } : {}),
    slice: (begin, end) => declared({ kind: "slice", of: whole, model, begin, size: rangeSize(begin, end, size) }),
  });
  return whole;
}

function rangeSize(begin: number, end: number, size: number): number {
  const isIndex = (x: number) => typeof x === "number" && Number.isInteger(x) && x >= 0 && x <= size;
  if (isIndex(begin) && isIndex(end) && begin < end) return end - begin;
  throw new ModelError(
    `slice: found ${nameOf(begin)} to ${nameOf(end)}, expected a first neuron from 0 on and the one after the last, at most ${size}.`,
  );
}

function source<R extends SpikeSource["input"]>(size: number, input: R): SpikeSource & { readonly input: R } {
  const whole: SpikeSource & { readonly input: R } = declared({
    kind: "source",
    size,
    input,
    slice: (begin: number, end: number): SourceSlice =>
      declared({ kind: "slice", of: whole, begin, size: rangeSize(begin, end, size) }),
  });
  return whole;
}

function readGrid(given: readonly unknown[]): Grid {
  if (given.length !== 3) {
    throw new ModelError(`population: found a shape of ${given.length} numbers, expected [height, width, maps].`);
  }
  const [height, width, maps] = given.map((n) => {
    if (typeof n === "number" && Number.isSafeInteger(n) && n >= 1) return n;
    throw new ModelError(`population, [height, width, maps]: found ${nameOf(n)}, expected a whole number from 1.`);
  });
  return Object.freeze([height, width, maps] as const);
}

/** `size` Poisson neurons; a presentation gives their firing rates in Hz. */
export function poisson(size: number): SpikeSource & { readonly input: "rates" } {
  checkSize(size, "poisson");
  return source(size, "rates");
}

/** `size` neurons that spike when told; a presentation gives a spike train. */
export function spikeSource(size: number): SpikeSource & { readonly input: "spikes" } {
  checkSize(size, "spikeSource");
  return source(size, "spikes");
}
