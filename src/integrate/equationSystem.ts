import type { Interval } from "../equations/interval.js";
import type { MethodName, Ode } from "./method.js";

/** The parts of a neuron or synapse model from which difference equations are derived. */
export interface EquationSystem {
  /** For error messages: `population "exc"`. */
  readonly where: string;
  /** Rates over the names of state variables and parameters. */
  readonly odes: readonly Ode[];
  /** Parameters with one value, in coherent units; the others (one value per neuron) stay names. */
  readonly constants: ReadonlyMap<string, number>;
  /** Names whose values may differ from step to step; none by default. */
  readonly inputs?: readonly string[];
  /** Parameters that may differ from step to step; none by default. */
  readonly changing?: readonly string[];
  /** Declared ranges of state variables. */
  readonly ranges: ReadonlyMap<string, Interval>;
  /** Initial values that are a single number, and the first values of parameters that change. */
  readonly initialValues: ReadonlyMap<string, number>;
  /**
   * Values of the parameters that have one for each neuron, at the neurons where one of them is smallest or largest;
   * one empty record if there are no such parameters.
   */
  readonly variants: readonly ReadonlyMap<string, number>[];
  readonly method?: MethodName;
}

/** Whether a value has all parts of an equation system, as models do. */
export function isEquationSystem(value: unknown): value is EquationSystem {
  if (typeof value !== "object" || value === null) return false;
  const { where, odes, constants, ranges, initialValues, variants } = value as Partial<EquationSystem>;
  const isOde = (ode: unknown) => typeof ode === "object" && ode !== null && "state" in ode && "rate" in ode;
  return (
    typeof where === "string" &&
    Array.isArray(odes) &&
    odes.every(isOde) &&
    Array.isArray(variants) &&
    [constants, ranges, initialValues, ...variants].every((map) => map instanceof Map)
  );
}
