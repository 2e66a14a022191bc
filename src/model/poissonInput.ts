import { checkOptions } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError, ModelError } from "../errors.js";
import { formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import type { Quantity } from "../units/quantity.js";
import { Hz } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { declared } from "./declared.js";
import type { Range } from "./ends.js";
import type { Population } from "./population.js";
import { checkTarget } from "./target.js";
import { type ResolvedValue, resolveValue, type Value } from "./values.js";

/** Poisson neurons that are not spelled out: what a neuron gets of all of them in a step is one number. */
export interface PoissonInput {
  readonly kind: "poissonInput";
  readonly sources: number;
  /** Of each, in Hz. */
  readonly rate: number;
}

/** More could not be told apart in 32 bits. */
const MOST_SOURCES = 2 ** 24;

/**
 * So many Poisson neurons of one rate for each neuron that they are joined to by {@link connect}. In each step every one of
 * them spikes with the probability rate·dt, as those of `poisson` do, so that the number of spikes is binomial: it is drawn
 * as one number for each neuron, whatever the number of sources and their rate.
 *
 * @throws InputError for a number of sources that is not whole, and for what is no rate of at least 0
 */
export function poissonInput(sources: number, rate: Quantity<"rate">): PoissonInput {
  wholeNumber("poissonInput, sources", sources, 1, MOST_SOURCES);
  const hertz = valueIn("poissonInput, rate", rate, Hz, "Hz(8)");
  if (!(hertz >= 0 && Number.isFinite(hertz))) {
    throw new InputError(`poissonInput, rate: found ${hertz} Hz, expected a finite rate of at least 0 Hz.`);
  }
  return declared({ kind: "poissonInput", sources, rate: hertz });
}

/** How a {@link PoissonInput} is joined. */
export interface DriveOptions<To extends string> {
  /** The variable of the neurons that each spike is added to. */
  readonly to: To;
  /** What a spike adds: one value, one for each neuron, or a distribution. */
  readonly w: Value;
}

/** What many sources add to a variable of each neuron in every step. */
export interface Drive {
  readonly kind: "drive";
  readonly input: PoissonInput;
  readonly post: Population;
  /** The neurons that are driven. */
  readonly range: Range;
  readonly target: string;
  readonly w: ResolvedValue;
}

const OPTIONS = ["to", "w"] as const satisfies readonly (keyof DriveOptions<string>)[];

/** @throws ModelError for options that do not exist, a variable that the neurons do not have, and another unit than its */
export function driveOf(input: PoissonInput, post: Population, range: Range, options: DriveOptions<string>): Drive {
  const where = "connect, poissonInput";
  checkOptions(where, options, OPTIONS, { example: '{ to: "v", w: mV(0.1) }', Problem: ModelError });
  const { states, system } = post.model;
  const target = checkTarget(`${where}, to`, options.to, states);
  const w = resolveValue(options.w, `${where}, w`);
  const expected = system.dimension(target);
  if (!sameDimension(w.dimension, expected)) {
    const hint = sameDimension(expected, NUMBER) ? ` Declare the unit of "${target}" by its initial value.` : "";
    throw new ModelError(
      `${where}, w: found weights in ${formatDimension(w.dimension)}, expected ${formatDimension(expected)}, the unit of ` +
        `"${target}".${hint}`,
    );
  }
  return declared({ kind: "drive", input, post, range, target, w });
}
