import {
  type Assignment,
  type Competition,
  type Decay,
  type ElementLoop,
  type PopulationStep,
  type Projection,
  type ProjectionStep,
  type Refractory,
  valuesOf,
} from "../../program/program.js";
import { visitRow } from "../../program/synapses.js";
import { prepareAddition } from "../addition.js";
import { Contest } from "../contest.js";
import { evaluation } from "./evaluate.js";
import type { Machine } from "./machine.js";

/** What many sources add to each neuron. */
export function prepareDrives(machine: Machine, { population, drives }: PopulationStep): () => void {
  const values = evaluation(valuesOf(drives), machine);
  const targets = drives.map((drive) => {
    return {
      add: prepareAddition(drive, (f) => machine.array(f)),
      closed: drive.closedBy && machine.array(drive.closedBy),
    };
  });
  return () => {
    for (let j = 0; targets.length > 0 && j < population.size; j++) {
      machine.at.neuron = j;
      const amounts = values();
      for (const [i, { add, closed }] of targets.entries()) if (!closed || closed[j] === 0) add(j, amounts[i]);
    }
  };
}

/** One step of all elements; `place` moves the cursor to one and returns whether held fields stay. */
function prepareUpdate(
  machine: Machine,
  size: number,
  next: readonly (Assignment & { readonly held?: boolean })[],
  place: (element: number) => boolean,
): () => void {
  const values = evaluation(valuesOf(next), machine);
  const fields = next.map(({ field, held }) => {
    return { target: machine.array(field), result: new Float64Array(size), held };
  });
  return () => {
    for (let i = 0; i < size; i++) {
      const isHeld = place(i);
      const found = values();
      for (const [n, { target, result, held }] of fields.entries()) result[i] = held && isHeld ? target[i] : found[n];
    }
    for (const { target, result } of fields) target.set(result);
  };
}

/** Sets inputs to 0. */
export function prepareInputs(machine: Machine, { inputs }: PopulationStep): () => void {
  const arrays = inputs.map((field) => machine.array(field));
  return () => {
    for (const array of arrays) array.fill(0);
  };
}

/** Adds the values of all synapses to the inputs of their postsynaptic neurons, by ascending row. */
export function prepareSums(machine: Machine, { projection, sums }: ProjectionStep): () => void {
  const { at } = machine;
  const { rows, delays, topology, post } = projection;
  const values = evaluation(valuesOf(sums), machine);
  const targets = sums.map(({ target }) => machine.array(target));
  return () => {
    if (sums.length === 0) return;
    for (let row = 0; row < rows; row++) {
      at.row = row;
      at.pre = Math.floor(row / delays.length);
      visitRow(topology, row, at.pre, post.size, (synapse, neuron) => {
        at.synapse = synapse;
        at.column = at.post = neuron;
        const found = values();
        for (const [i, target] of targets.entries()) target[neuron] += found[i];
      });
    }
  };
}

/** The state update of a population; counts down the remaining refractory periods. */
export function prepareNeurons(machine: Machine, { population, next, refractory }: PopulationStep): () => void {
  const left = refractory && machine.array(refractory.left);
  const during = refractory?.during && evaluation([refractory.during], machine);
  return prepareUpdate(machine, population.size, next, (neuron) => {
    machine.at.neuron = neuron;
    if (left && left[neuron] > 0 && (!during || during()[0] === 0)) left[neuron]--;
    return left !== undefined && left[neuron] > 0;
  });
}

/** The update of rows, columns or synapses, which read the projection's other levels and both neurons. */
export function prepareLoop(machine: Machine, { domain, next }: ElementLoop, projection: Projection): () => void {
  const move = placeSynaptic(machine, domain, projection);
  return prepareUpdate(machine, domain.size, next, (element) => {
    move(element);
    return false;
  });
}

/** Moves the cursor to a row, column or synapse, and everything that it belongs to. */
function placeSynaptic(
  { at }: Machine,
  { level, size }: ElementLoop["domain"],
  { delays, rows, topology, post }: Projection,
): (element: number) => void {
  const atRow = (row: number) => {
    at.row = row;
    at.pre = Math.floor(row / delays.length);
  };
  const atColumn = (column: number) => {
    at.column = at.post = column;
  };
  if (level === "row") return atRow;
  if (level === "column") return atColumn;
  if (topology.kind === "convolution") {
    return (element) => {
      at.synapse = element;
    };
  }
  const [rowOf, columnOf] = [new Int32Array(size), new Int32Array(size)];
  for (let row = 0; row < rows; row++) {
    visitRow(topology, row, Math.floor(row / delays.length), post.size, (synapse, column) => {
      rowOf[synapse] = row;
      columnOf[synapse] = column;
    });
  }
  return (synapse) => {
    at.synapse = synapse;
    atRow(rowOf[synapse]);
    atColumn(columnOf[synapse]);
  };
}

export function prepareDecay(machine: Machine, { field, factor, target }: Decay): () => void {
  const array = machine.array(field);
  const { flush } = machine.program;
  return () => {
    for (let i = 0; i < array.length; i++) {
      const distance = (array[i] - target) * factor;
      array[i] = Math.abs(distance) < flush ? target : target + distance;
    }
  };
}

/** Finds the neurons that spike, and starts their refractory periods. */
export function prepareThreshold(machine: Machine, step: PopulationStep): () => Int32Array {
  const { population, threshold, competition, refractory } = step;
  const condition = evaluation(threshold ? [threshold] : [], machine);
  const left = refractory && machine.array(refractory.left);
  const steps = refractory && stepsOf(machine, refractory);
  const rest = (neuron: number) => {
    if (left && steps) left[neuron] = steps(neuron);
  };
  const compete = competition && prepareContest(machine, population.size, competition, rest);
  return () => {
    const passing: number[] = [];
    for (let j = 0; threshold && j < population.size; j++) {
      machine.at.neuron = j;
      if (left && left[j] > 0) continue;
      if (condition()[0] !== 0) passing.push(j);
    }
    const spikes = compete ? compete(passing) : passing;
    for (const j of spikes) rest(j);
    return Int32Array.from(spikes);
  };
}

/** Determines the winners among the neurons above threshold; `rest` makes the others refractory, if winners inhibit. */
function prepareContest(
  machine: Machine,
  size: number,
  competition: Competition,
  rest: (neuron: number) => void,
): (passing: readonly number[]) => readonly number[] {
  const { margin, lot, inhibits } = competition;
  const contest = new Contest(competition);
  const values = evaluation(lot ? [margin, lot] : [margin], machine);
  const [margins, lots] = [new Float64Array(size), new Float64Array(size)];
  return (passing) => {
    for (const j of passing) {
      machine.at.neuron = j;
      [margins[j], lots[j] = 0] = values();
    }
    const winners = contest.winners(passing, margins, lots);
    for (let j = 0; inhibits && winners.length > 0 && j < size; j++) if (contest.isShutOut(j)) rest(j);
    return winners;
  };
}

function stepsOf(machine: Machine, { steps }: Refractory): (neuron: number) => number {
  if (typeof steps === "number") return () => steps;
  const array = machine.array(steps);
  return (neuron) => array[neuron];
}
