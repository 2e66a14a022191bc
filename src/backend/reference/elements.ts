import type { Decay, ElementLoop, PopulationStep } from "../../kernel/program.js";
import type { Machine } from "./machine.js";

/** One step of every element of a domain. */
export function prepareLoop(machine: Machine, loop: ElementLoop | PopulationStep): () => void {
  const { at, state, program } = machine;
  const domain = program.domains.get(loop.domain);
  if (!domain) throw new TypeError(`no domain "${loop.domain}" in the program`);
  const { level, size } = domain;
  const locals = loop.locals.map(([name, value]) => [name, machine.thunk(value)] as const);
  const isPopulation = "held" in loop;
  const held = new Set(isPopulation ? loop.held : []);
  const refractory = isPopulation && loop.refractoryField ? state.array(loop.refractoryField) : undefined;
  const next = loop.next.map(({ field, value }) => ({
    target: state.array(field),
    value: machine.thunk(value),
    result: new Float64Array(size),
    held: held.has(field),
  }));
  return () => {
    for (let i = 0; i < size; i++) {
      at[level] = i;
      if (refractory && refractory[i] > 0) refractory[i]--;
      const isHeld = refractory !== undefined && refractory[i] > 0;
      for (const [name, value] of locals) machine.locals.set(name, value());
      for (const n of next) n.result[i] = n.held && isHeld ? n.target[i] : n.value();
    }
    for (const { target, result } of next) target.set(result);
  };
}

export function prepareDecay({ state, program }: Machine, { field, factor, target }: Decay): () => void {
  const array = state.array(field);
  const { flush } = program;
  return () => {
    for (let i = 0; i < array.length; i++) {
      const distance = (array[i] - target) * factor;
      array[i] = Math.abs(distance) < flush ? target : target + distance;
    }
  };
}

/** Finds the neurons that spike, and starts their refractory period. */
export function prepareThreshold(machine: Machine, population: PopulationStep): () => readonly number[] {
  const condition = population.threshold && machine.thunk(population.threshold);
  const refractory = population.refractoryField ? machine.state.array(population.refractoryField) : undefined;
  return () => {
    const spikes: number[] = [];
    for (let j = 0; condition && j < population.size; j++) {
      machine.at.neuron = j;
      if (refractory && refractory[j] > 0) continue;
      if (condition() === 0) continue;
      spikes.push(j);
      if (refractory) refractory[j] = population.refractory;
    }
    return spikes;
  };
}
