import type { Decay, Domain, ElementLoop, PopulationStep, ProjectionStep } from "../../program/program.js";
import type { Machine } from "./machine.js";
import { visitRow } from "./synapses.js";

/** One step of every element of a domain; those of a projection read from its other levels, and from both neurons. */
export function prepareLoop(machine: Machine, loop: ElementLoop | PopulationStep, step?: ProjectionStep): () => void {
  const { state, program } = machine;
  const domain = program.domains.get(loop.domain);
  if (!domain) throw new TypeError(`no domain "${loop.domain}" in the program`);
  const { size } = domain;
  const place = step ? placeSynaptic(machine, domain, step) : placeNeuron(machine);
  const locals = loop.locals.map(([name, value]) => [name, machine.thunk(value, step)] as const);
  const isPopulation = "held" in loop;
  const held = new Set(isPopulation ? loop.held : []);
  const refractory = isPopulation && loop.refractoryField ? state.array(loop.refractoryField) : undefined;
  const next = loop.next.map(({ field, value }) => ({
    target: state.array(field),
    value: machine.thunk(value, step),
    result: new Float64Array(size),
    held: held.has(field),
  }));
  return () => {
    for (let i = 0; i < size; i++) {
      place(i);
      if (refractory && refractory[i] > 0) refractory[i]--;
      const isHeld = refractory !== undefined && refractory[i] > 0;
      for (const [name, value] of locals) machine.locals.set(name, value());
      for (const n of next) n.result[i] = n.held && isHeld ? n.target[i] : n.value();
    }
    for (const { target, result } of next) target.set(result);
  };
}

function placeNeuron({ at }: Machine): (neuron: number) => void {
  return (neuron) => {
    at.neuron = neuron;
  };
}

/** Moves to a row, column or synapse, with all that belongs to it. */
function placeSynaptic(machine: Machine, { level, size }: Domain, step: ProjectionStep): (element: number) => void {
  const { at } = machine;
  const atRow = (row: number) => {
    at.row = row;
    at.pre = Math.floor(row / step.delays.length);
  };
  const atColumn = (column: number) => {
    at.column = at.post = column;
  };
  if (level === "row") return atRow;
  if (level === "column") return atColumn;
  const [rows, columns] = [new Int32Array(size), new Int32Array(size)];
  for (let row = 0; row < machine.size(step.pre) * step.delays.length; row++) {
    const pre = Math.floor(row / step.delays.length);
    visitRow(machine.topology(step.name), row, pre, machine.size(step.post), (synapse, post) => {
      rows[synapse] = row;
      columns[synapse] = post;
    });
  }
  return (synapse) => {
    at.synapse = synapse;
    atRow(rows[synapse]);
    atColumn(columns[synapse]);
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
