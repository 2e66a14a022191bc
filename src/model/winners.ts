import { checkFlag } from "../check/flag.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import type { NeuronModel } from "./neuron.js";
import type { Grid } from "./window.js";

/** How neurons that would spike in the same step compete. */
export interface WinnersOptions {
  /** At most so many spike in a step, of the whole population. Default: any number. */
  readonly count?: number;
  /** What decides between equal margins: the lowest index, or a number drawn from the network's seed. Default `"index"`. */
  readonly ties?: "index" | "lot";
  /**
   * Whether the spikes of a step make all neurons for which they leave no room refractory, as if these had spiked too:
   * inhibition that lasts as long as the neurons' refractory period. Default false.
   */
  readonly inhibit?: boolean;
}

/** The same on a grid, where maps and places compete too. */
export interface GridWinnersOptions extends WinnersOptions {
  /** At most so many spike in a step in each map: competition among the places of a map. Default: any number. */
  readonly perMap?: number;
  /**
   * No two spike in a step that are at most so many places apart along both axes, in whichever maps. 0: one at each
   * place, competition among maps. Default: no such limit.
   */
  readonly radius?: number;
}

/**
 * Of the neurons that pass the threshold in a step, those spike for which the limits leave room, taken by descending
 * margin: the difference of the two sides of the threshold.
 */
export interface Winners {
  /** Infinite where there is no limit. */
  readonly count: number;
  readonly perMap: number;
  /** In places; undefined where there is no limit. */
  readonly radius?: number;
  readonly ties: "index" | "lot";
  readonly inhibit: boolean;
}

const OPTIONS = optionsOf<GridWinnersOptions>({ count: true, perMap: true, radius: true, ties: true, inhibit: true });

/** @throws ModelError for options that do not fit the model, or need a grid that is not given */
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
      `${where}, ${name}: found it for neurons without places, expected a population on a grid. ` +
        "Give its shape in place of its size: population([height, width, maps], …).",
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
      `${where}, inhibit: found neurons without a refractory period, which the inhibition lasts as long as. ` +
        "Give the model one: refractory: ms(100).",
    );
  }
  const { POSITIVE_INFINITY: unlimited } = Number;
  return { count: count ?? unlimited, perMap: perMap ?? unlimited, radius, ties, inhibit };
}

/** A margin is the difference of the two sides of a comparison. */
function checkThreshold(where: string, { threshold }: NeuronModel<string, string>): void {
  if (threshold?.kind === "binary" && ["<", "<=", ">", ">="].includes(threshold.op)) return;
  const found = threshold === undefined ? "neurons without a threshold" : "a threshold that is no single comparison";
  throw new ModelError(
    `${where}: found ${found}, expected one such as "v > vThresh", of which the difference is the margin.`,
  );
}
