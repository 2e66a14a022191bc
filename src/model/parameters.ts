import { ModelError } from "../errors.js";
import { type Adjustable, isAdjustable } from "./adjustable.js";
import { isSeries, type Series } from "./series.js";
import { type ResolvedValue, resolveValue, type Value } from "./values.js";

/** The forms in which a parameter can be declared. */
export type Parameter = Value | Adjustable | Series;

export type Parameters = Readonly<Record<string, Parameter>>;

/** The names of the parameters that can be written while the network runs. */
export type AdjustableNames<P> = string extends keyof P
  ? never
  : { [N in keyof P]: P[N] extends Adjustable ? N : never }[keyof P] & string;

/** The names of a union, or `never` if it is just `string`. */
export type Known<N extends string> = string extends N ? never : N;

/** `value` is its first value. */
export interface ResolvedParameter extends ResolvedValue {
  /** Whether it can be written while the network runs. */
  readonly isAdjustable: boolean;
  /** Its values over time. */
  readonly series?: Series;
  /** Whether it may differ from step to step, so that nothing may be concluded from its first value. */
  readonly isChanging: boolean;
  /** Whether each neuron or synapse has a value of its own. */
  readonly isSeveral: boolean;
}

/** @throws InputError unless it is a parameter, ModelError for a series with rows of different lengths */
export function resolveParameter(given: Parameter, where: string): ResolvedParameter {
  if (isAdjustable(given)) return { ...given.initial, isAdjustable: true, isChanging: true, isSeveral: given.each };
  if (isSeries(given)) {
    const [{ length }] = given.rows;
    const other = given.rows.findIndex((row) => row.length !== length);
    if (other >= 0) {
      throw new ModelError(
        `${where}, series, [${other}]: found ${given.rows[other].length} values, expected ${length}, as many as in the first row.`,
      );
    }
    const [value, isSeveral] = length === 1 ? [given.rows[0][0], false] : [given.rows[0], true];
    return { value, dimension: given.dimension, isAdjustable: false, series: given, isChanging: true, isSeveral };
  }
  const resolved = resolveValue(given, where);
  return { ...resolved, isAdjustable: false, isChanging: false, isSeveral: typeof resolved.value !== "number" };
}

const namesOf = (
  parameters: ReadonlyMap<string, ResolvedParameter>,
  is: "isAdjustable" | "isChanging",
): readonly string[] => [...parameters].flatMap(([name, parameter]) => (parameter[is] ? [name] : []));

/** The names of the writable parameters. */
export const adjustableNames = (parameters: ReadonlyMap<string, ResolvedParameter>) =>
  namesOf(parameters, "isAdjustable");

/** The names of the parameters that may differ from step to step. */
export const changingNames = (parameters: ReadonlyMap<string, ResolvedParameter>) => namesOf(parameters, "isChanging");

/** One first value for each changing parameter: the first of several, or the middle of a distribution. */
export function firstValues(parameters: ReadonlyMap<string, ResolvedParameter>): [string, number][] {
  return [...parameters].flatMap(([name, { value, isChanging }]): [string, number][] => {
    if (!isChanging) return [];
    if (typeof value === "number") return [[name, value]];
    if (value instanceof Float64Array) return [[name, value[0]]];
    return [[name, value.kind === "normal" ? value.a : (value.a + value.b) / 2]];
  });
}
