import type { Interval } from "../equations/interval.js";
import type { MethodName, Ode } from "./method.js";

/** What a neuron or synapse model offers to be turned into difference equations. */
export interface EquationSystem {
  /** For messages: `population "exc"`. */
  readonly where: string;
  /** Rates over the names of state variables and parameters. */
  readonly odes: readonly Ode[];
  /** Parameters with one value, in coherent units; the others (one value per neuron) stay names. */
  readonly constants: ReadonlyMap<string, number>;
  /** Names that stand for values that may differ from step to step; none where left out. */
  readonly inputs?: readonly string[];
  /** Parameters that may differ from step to step; none where left out. */
  readonly changing?: readonly string[];
  /** Declared ranges of state variables. */
  readonly ranges: ReadonlyMap<string, Interval>;
  /** Initial values where they are one number, and what parameters that change are at first. */
  readonly initialValues: ReadonlyMap<string, number>;
  /**
   * Values of the parameters that have one for each neuron, at the neurons where one of them is smallest or largest; one
   * empty record where there are none.
   */
  readonly variants: readonly ReadonlyMap<string, number>[];
  readonly method?: MethodName;
}

/** Whether a value has all that an equation system has, as models do. */
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
