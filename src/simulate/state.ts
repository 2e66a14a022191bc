import type { Part } from "../model/network.js";
import type { Known } from "../model/parameters.js";
import type { Drive } from "../model/poissonInput.js";
import type { Population, SpikeSource } from "../model/population.js";
import type { Projection } from "../model/projection.js";
import type { Rank } from "../tfjs/tensor.js";
import type { Dimension } from "../units/dimension.js";
import { constantWeight } from "./constantWeight.js";
import type { Layout } from "./layout.js";
import type { Parts } from "./presentation.js";
import { type Access, Variable } from "./variable.js";

/** The variables of every population and projection, by part and variable name. */
export type State<P extends Parts> = {
  readonly [N in keyof P as P[N] extends SpikeSource | Drive ? never : N]: VariablesOf<P[N]>;
};

type VariablesOf<M> =
  M extends Population<infer S, string, infer A>
    ? { readonly [V in S | Known<A>]: Variable<Rank.R1> }
    : M extends Projection<infer S>
      ? { readonly [V in S | "w"]: Variable }
      : never;

export function stateOf<P extends Parts>(parts: P, layout: Layout, stored: Access): State<P> {
  const accessOf = (name: string, part: Part): Access => {
    if (part.kind !== "projection" || typeof part.w.value !== "number" || layout.isStored(`${name}.w`)) return stored;
    return constantWeight(layout.projection(name), part.w.value);
  };
  const state = Object.entries(parts).flatMap(([name, part]) => {
    if (part.kind === "source" || part.kind === "drive") return [];
    const variables = namesIn(part).map((own) => {
      const access = own === "w" ? accessOf(name, part) : stored;
      return [own, new Variable(access, `${name}.${own}`, dimensionOf(part, own))];
    });
    return [[name, Object.freeze(Object.fromEntries(variables))]];
  });
  // The type guarantees these names and variables.
  return Object.freeze(Object.fromEntries(state)) as State<P>;
}

/** Units of a synapse's own variables may depend on the network, so they are left open. */
function dimensionOf(part: Population | Projection, own: string): Dimension | undefined {
  if (part.kind === "projection") {
    return own === "w" ? part.w.dimension : part.plasticity?.system.parameters.get(own)?.dimension;
  }
  const { system } = part.model;
  return system.parameters.get(own)?.dimension ?? system.dimension(own);
}

/** All variables of a state. */
export const variablesOf = (state: State<Parts>): ReadonlySet<Variable> =>
  new Set(Object.values(state).flatMap((variables) => Object.values<Variable>(variables)));

const namesIn = (part: Population | Projection): readonly string[] =>
  part.kind === "population"
    ? [...part.model.states, ...part.model.adjustable]
    : ["w", ...(part.plasticity?.states ?? []), ...(part.plasticity?.adjustable ?? [])];
