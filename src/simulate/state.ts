import type { Part } from "../model/network.js";
import type { Population, SpikeSource } from "../model/population.js";
import type { Projection } from "../model/projection.js";
import type { Rank } from "../tfjs/tensor.js";
import { constantWeight } from "./constantWeight.js";
import type { Layout } from "./layout.js";
import type { Parts } from "./presentation.js";
import { type Access, Variable } from "./variable.js";

/** The variables of every population and projection, by its name and theirs. */
export type State<P extends Parts> = {
  readonly [N in keyof P as P[N] extends SpikeSource ? never : N]: VariablesOf<P[N]>;
};

type VariablesOf<M> =
  M extends Population<infer S>
    ? { readonly [V in S]: Variable<Rank.R1> }
    : M extends Projection<infer S>
      ? { readonly [V in S | "w"]: Variable }
      : never;

export function stateOf<P extends Parts>(parts: P, layout: Layout, stored: Access): State<P> {
  const accessOf = (name: string, part: Part): Access => {
    if (part.kind !== "projection" || typeof part.w.value !== "number" || layout.isStored(`${name}.w`)) return stored;
    return constantWeight(layout.projection(name), part.w.value);
  };
  const state = Object.entries(parts).flatMap(([name, part]) => {
    if (part.kind === "source") return [];
    const variables = namesIn(part).map((own) => {
      const access = own === "w" ? accessOf(name, part) : stored;
      return [own, new Variable(access, `${name}.${own}`)];
    });
    return [[name, Object.freeze(Object.fromEntries(variables))]];
  });
  // The names and their variables are those of the type.
  return Object.freeze(Object.fromEntries(state)) as State<P>;
}

/** All variables of a state. */
export const variablesOf = (state: State<Parts>): ReadonlySet<Variable> =>
  new Set(Object.values(state).flatMap((variables) => Object.values<Variable>(variables)));

const namesIn = (part: Population | Projection): readonly string[] =>
  part.kind === "population" ? part.model.states : ["w", ...(part.plasticity?.states ?? [])];
