import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { checkKind, declared } from "./declared.js";
import type { NeuronModel } from "./neuron.js";

/**
 * A set of neurons of one model. `S` is the union of the names of their state variables, `I` that of their inputs, `A` that
 * of the parameters that can be written.
 */
export interface Population<S extends string = string, I extends string = string, A extends string = string> {
  readonly kind: "population";
  readonly size: number;
  readonly model: NeuronModel<S, I, A>;
}

/**
 * A set of neurons whose spikes are given for each presentation: as rates in Hz that are turned into Poisson spike
 * trains, or as explicit spike trains.
 */
export interface SpikeSource {
  readonly kind: "source";
  readonly size: number;
  readonly input: "rates" | "spikes";
}

/** @throws ModelError for a number of neurons that cannot be */
export function checkSize(size: number, where: string): void {
  if (!Number.isInteger(size) || size < 1 || size > 2 ** 24) {
    throw new ModelError(`${where}: found the size ${nameOf(size)}, expected a whole number from 1 to ${2 ** 24}.`);
  }
}

/**
 * `size` neurons of one model.
 * @throws ModelError for a size that is not a whole number, and for anything but a neuron model
 */
export function population<S extends string, I extends string, A extends string>(
  size: number,
  model: NeuronModel<S, I, A>,
): Population<S, I, A> {
  checkSize(size, "population");
  checkKind("population", model, ["neuron"], "a neuron model: neuron({ … })");
  return declared({ kind: "population", size, model });
}

/** `size` Poisson neurons; a presentation gives their firing rates in Hz. */
export function poisson(size: number): SpikeSource & { readonly input: "rates" } {
  checkSize(size, "poisson");
  return declared({ kind: "source", size, input: "rates" });
}

/** `size` neurons that spike when told; a presentation gives a spike train. */
export function spikeSource(size: number): SpikeSource & { readonly input: "spikes" } {
  checkSize(size, "spikeSource");
  return declared({ kind: "source", size, input: "spikes" });
}
