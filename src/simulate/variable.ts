import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { Numbers } from "../check/numbers.js";
import type { Population, SpikeSource } from "../model/population.js";
import type { Projection } from "../model/projection.js";
import type { Parts } from "./presentation.js";

/** What a variable needs of a simulation. */
export interface Access {
  read(name: string): Promise<Float32Array>;
  tensor(name: string): Promise<Tensor>;
  write(name: string, values: Numbers): Promise<void>;
}

/** One state variable of all neurons of a population: `sim.state.exc.v`. */
export class Variable {
  readonly name: string;
  private readonly access: Access;

  constructor(access: Access, name: string) {
    this.access = access;
    this.name = name;
  }

  /** A copy of the values, [neurons]. */
  read(): Promise<Float32Array> {
    return this.access.read(this.name);
  }

  /** The values as a tensor, [neurons]: yours to dispose of. On the backend `tensor` no copy. */
  tensor(): Promise<Tensor1D> {
    return this.access.tensor(this.name) as Promise<Tensor1D>;
  }

  /** Replaces the values: by an array or a tensor, which stays yours. On the backend `tensor` no copy of a tensor. */
  write(values: Numbers): Promise<void> {
    return this.access.write(this.name, values);
  }
}

/** The state variables of every population, by its name and theirs. */
export type State<P extends Parts> = {
  readonly [N in keyof P as P[N] extends SpikeSource | Projection ? never : N]: {
    readonly [V in VariableOf<P[N]>]: Variable;
  };
};

type VariableOf<M> = M extends Population<infer S> ? S : never;

export function stateOf<P extends Parts>(access: Access, parts: P): State<P> {
  const populations = Object.entries(parts).flatMap(([name, part]) => {
    if (part.kind !== "population") return [];
    const variables = part.model.states.map((state) => [state, new Variable(access, `${name}.${state}`)]);
    return [[name, Object.freeze(Object.fromEntries(variables))]];
  });
  // The names and their variables are those of the type.
  return Object.freeze(Object.fromEntries(populations)) as State<P>;
}
