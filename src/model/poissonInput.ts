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

/** Poisson neurons that are not simulated individually: in each step, a neuron gets their sum as one number. */
export interface PoissonInput {
  readonly kind: "poissonInput";
  readonly sources: number;
  /** Rate of each neuron, in Hz. */
  readonly rate: number;
}

/** Larger counts could not be told apart in 32 bits. */
const MOST_SOURCES = 2 ** 24;

/**
 * Poisson neurons of one rate, `sources` of them for each neuron that {@link connect} joins them to. In each step every
 * one of them spikes with probability rate·dt, as those of `poisson` do, so the number of spikes is binomial. It is
 * drawn as one number for each neuron, whatever the number of sources and their rate.
 *
 * @throws InputError unless `sources` is a whole number and `rate` a rate of at least 0
 */
export function poissonInput(sources: number, rate: Quantity<"rate">): PoissonInput {
  wholeNumber("poissonInput, sources", sources, 1, MOST_SOURCES);
  const hertz = valueIn("poissonInput, rate", rate, Hz, "Hz(8)");
  if (!(hertz >= 0 && Number.isFinite(hertz))) {
    throw new InputError(`poissonInput, rate: found ${hertz} Hz, expected a finite rate of at least 0 Hz.`);
  }
  return declared({ kind: "poissonInput", sources, rate: hertz });
}

/** How a {@link PoissonInput} is connected. */
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
  /** The neurons that receive it. */
  readonly range: Range;
  readonly target: string;
  readonly w: ResolvedValue;
}

const OPTIONS = ["to", "w"] as const satisfies readonly (keyof DriveOptions<string>)[];

/** @throws ModelError for unknown options, an unknown variable, or weights that are not in its unit */
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
