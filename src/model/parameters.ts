import { type Adjustable, isAdjustable } from "./adjustable.js";
import { type ResolvedValue, resolveValue, type Value } from "./values.js";

/** What a parameter may be declared as. */
export type Parameter = Value | Adjustable;

export type Parameters = Readonly<Record<string, Parameter>>;

/** The names of those that can be written while the network runs. */
export type AdjustableNames<P> = string extends keyof P
  ? never
  : { [N in keyof P]: P[N] extends Adjustable ? N : never }[keyof P] & string;

/** Of a union of names those that are known one by one. */
export type Known<N extends string> = string extends N ? never : N;

export interface ResolvedParameter extends ResolvedValue {
  /** Whether it can be written while the network runs, so that nothing may be concluded from its value. */
  readonly isAdjustable: boolean;
  /** Whether each neuron or synapse has a number of its own. */
  readonly isSeveral: boolean;
}

/** @throws InputError for what is no parameter */
export function resolveParameter(given: Parameter, where: string): ResolvedParameter {
  if (isAdjustable(given)) return { ...given.initial, isAdjustable: true, isSeveral: given.each };
  const resolved = resolveValue(given, where);
  return { ...resolved, isAdjustable: false, isSeveral: typeof resolved.value !== "number" };
}

/** The names of those that can be written. */
export const adjustableNames = (parameters: ReadonlyMap<string, ResolvedParameter>): readonly string[] =>
  [...parameters].flatMap(([name, parameter]) => (parameter.isAdjustable ? [name] : []));

/** A number that stands for what each of them is at first: of several the first, or the middle of a distribution. */
export function firstValues(parameters: ReadonlyMap<string, ResolvedParameter>): [string, number][] {
  return [...parameters].flatMap(([name, { value, isAdjustable }]): [string, number][] => {
    if (!isAdjustable) return [];
    if (typeof value === "number") return [[name, value]];
    if (value instanceof Float64Array) return [[name, value[0]]];
    return [[name, value.kind === "normal" ? value.a : (value.a + value.b) / 2]];
  });
}
