import { checkFlag } from "../check/flag.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import type { NeuronModel } from "./neuron.js";
import type { Grid } from "./window.js";

/** How neurons that would spike in the same step compete. */
export interface WinnersOptions {
  /** Maximum number of spikes in a step, for the whole population. Default: no limit. */
  readonly count?: number;
  /**
   * What decides between equal margins: the lowest index, or a number drawn from the network's seed. Default `"index"`.
   */
  readonly ties?: "index" | "lot";
  /**
   * Whether the spikes of a step make all neurons for which they leave no room refractory, as if these had spiked too:
   * inhibition that lasts as long as the neurons' refractory period. Default false.
   */
  readonly inhibit?: boolean;
}

/** The same on a grid, where maps and places compete too. */
export interface GridWinnersOptions extends WinnersOptions {
  /** Maximum number of spikes in a step in each map: competition among the places of a map. Default: no limit. */
  readonly perMap?: number;
  /**
   * Minimum distance of spikes in a step: no two neurons spike that are at most this many places apart along both axes,
   * in any map. 0: one spike at each place, competition among maps. Default: no limit.
   */
  readonly radius?: number;
}

/**
 * Of the neurons above threshold in a step, those spike for which the limits leave room, taken by descending margin:
 * the difference of the two sides of the threshold.
 */
export interface Winners {
  /** Infinite without a limit. */
  readonly count: number;
  readonly perMap: number;
  /** In places; undefined without a limit. */
  readonly radius?: number;
  readonly ties: "index" | "lot";
  readonly inhibit: boolean;
}

const OPTIONS = optionsOf<GridWinnersOptions>({ count: true, perMap: true, radius: true, ties: true, inhibit: true });

/** @throws ModelError for options that do not suit the model, or that need a grid */
export function readWinners(
  given: number | GridWinnersOptions,
  model: NeuronModel<string, string>,
  grid: Grid | undefined,
): Winners {
  const where = "population, winners";
  if (typeof given !== "number") {
    checkOptions(where, given, OPTIONS, { example: "{ count: 1 }", Problem: ModelError });
  }
  const options: GridWinnersOptions = typeof given === "number" ? { count: given } : given;
  const { count, perMap, radius, ties = "index", inhibit = false } = options;
  for (const [name, value, least] of [
    ["count", count, 1],
    ["perMap", perMap, 1],
    ["radius", radius, 0],
  ] as const) {
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new ModelError(`${where}, ${name}: found ${nameOf(value)}, expected a whole number from ${least}.`);
    }
    if (name === "count" || grid !== undefined) continue;
    throw new ModelError(
      `${where}, ${name}: found this limit for neurons without places, expected a population on a grid. ` +
        "Give a shape instead of a size: population([height, width, maps], …).",
    );
  }
  if (count === undefined && perMap === undefined && radius === undefined) {
    throw new ModelError(`${where}: found no limit, expected at least one of count, perMap and radius.`);
  }
  if (ties !== "index" && ties !== "lot") {
    throw new ModelError(`${where}, ties: found ${nameOf(ties)}, expected "index" or "lot".`);
  }
  checkFlag(`${where}, inhibit`, inhibit, ModelError);
  checkThreshold(where, model);
  if (inhibit && model.refractory.kind === "none") {
    throw new ModelError(
      `${where}, inhibit: found neurons without a refractory period, which sets how long the inhibition lasts. ` +
        "Give the model one: refractory: ms(100).",
    );
  }
  const { POSITIVE_INFINITY: unlimited } = Number;
  return { count: count ?? unlimited, perMap: perMap ?? unlimited, radius, ties, inhibit };
}

/** The margin is the difference of the two sides of a comparison. */
function checkThreshold(where: string, { threshold }: NeuronModel<string, string>): void {
  if (threshold?.kind === "binary" && ["<", "<=", ">", ">="].includes(threshold.op)) return;
  const found = threshold === undefined ? "neurons without a threshold" : "a threshold that is not a single comparison";
  throw new ModelError(
    `${where}: found ${found}, expected one such as "v > vThresh", as the margin is the difference of its sides.`,
  );
}
