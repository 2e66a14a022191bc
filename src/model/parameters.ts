import { ModelError } from "../errors.js";
import { type Adjustable, isAdjustable } from "./adjustable.js";
import { isSeries, type Series } from "./series.js";
import { type ResolvedValue, resolveValue, type Value } from "./values.js";

/** What a parameter may be declared as. */
export type Parameter = Value | Adjustable | Series;

export type Parameters = Readonly<Record<string, Parameter>>;

/** The names of those that can be written while the network runs. */
export type AdjustableNames<P> = string extends keyof P
  ? never
  : { [N in keyof P]: P[N] extends Adjustable ? N : never }[keyof P] & string;

/** Of a union of names those that are known one by one. */
export type Known<N extends string> = string extends N ? never : N;

/** `value` is what it is at first. */
export interface ResolvedParameter extends ResolvedValue {
  /** Whether it can be written while the network runs. */
  readonly isAdjustable: boolean;
  /** What it is in time. */
  readonly series?: Series;
  /** Whether it may differ from step to step, so that nothing may be concluded from its value. */
  readonly isChanging: boolean;
  /** Whether each neuron or synapse has a number of its own. */
  readonly isSeveral: boolean;
}

/** @throws InputError for what is no parameter, ModelError for a series whose rows have different lengths */
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

/** The names of those that can be written. */
export const adjustableNames = (parameters: ReadonlyMap<string, ResolvedParameter>) =>
  namesOf(parameters, "isAdjustable");

/** The names of those that may differ from step to step. */
export const changingNames = (parameters: ReadonlyMap<string, ResolvedParameter>) => namesOf(parameters, "isChanging");

/** A number that stands for what each of these is at first: of several the first, or the middle of a distribution. */
export function firstValues(parameters: ReadonlyMap<string, ResolvedParameter>): [string, number][] {
  return [...parameters].flatMap(([name, { value, isChanging }]): [string, number][] => {
    if (!isChanging) return [];
    if (typeof value === "number") return [[name, value]];
    if (value instanceof Float64Array) return [[name, value[0]]];
    return [[name, value.kind === "normal" ? value.a : (value.a + value.b) / 2]];
  });
}
