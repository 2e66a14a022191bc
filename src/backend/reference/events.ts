import { isShared, type PopulationStep, type ProjectionStep, valuesOf } from "../../program/program.js";
import { pooled, visitColumn, visitRow } from "../../program/synapses.js";
import type { Read } from "../../program/value.js";
import { prepareAddition } from "../addition.js";
import type { Fired, History } from "../history.js";
import { evaluation, type Thunk } from "./evaluate.js";
import type { Machine } from "./machine.js";
import { sharedEvent } from "./shared.js";

/** What happens when spikes arrive. */
export function prepareOnPre(machine: Machine, step: ProjectionStep, history: History): (fired: Fired) => void {
  const { at } = machine;
  const { projection, onPre } = step;
  const { topology, post, delays, normalization } = projection;
  const targets = step.transmit.map((transmission) => {
    const { target, closedBy } = transmission;
    const [array, closed] = [machine.array(target), closedBy && machine.array(closedBy)];
    return { field: target, array, closed, before: 0, add: prepareAddition(transmission, (f) => machine.array(f)) };
  });
  // Within one population, a spike may change what it depends on: all its synapses see the values from before.
  const read = (r: Read): Thunk => {
    const own = step.feedsBack && r.at === "pre" && targets.find(({ field }) => field === r.field);
    return own ? () => own.before : machine.read(r);
  };
  const transmit = evaluation(valuesOf(step.transmit), machine, read);
  const add = (neuron: number, share: number) => {
    const amounts = transmit();
    for (const [i, { add, closed }] of targets.entries()) {
      if (closed === undefined || closed[neuron] === 0) add(neuron, share * amounts[i]);
    }
  };
  const perSynapse = machine.event(onPre.synapse, read);
  const perRow = machine.event(onPre.row);
  const marks = onPre.marks ? machine.marks.of(projection) : undefined;
  const shared = isShared(projection) ? sharedEvent(machine, projection, onPre.synapse, marks) : undefined;
  const weight = normalization && machine.array(normalization.weight);
  const visit = (synapse: number, neuron: number) => {
    at.synapse = synapse < 0 ? at.row * post.size + neuron : synapse;
    at.column = at.post = neuron;
    add(neuron, 1);
    if (shared) {
      shared.visit();
      return;
    }
    const old = weight?.[synapse];
    perSynapse();
    if (marks && weight?.[synapse] !== old) marks[neuron] = 1;
  };
  return (fired) => {
    for (const [d, arriving] of history.arrivals(projection, fired).entries()) {
      if (topology.kind === "maxPool" || topology.kind === "avgPool") {
        const part = pooled(topology.kind, topology.window, arriving);
        for (let neuron = 0; neuron < post.size; neuron++) {
          if (part[neuron] > 0) add(neuron, part[neuron]);
        }
        continue;
      }
      for (const pre of arriving) {
        at.pre = pre;
        at.row = pre * delays.length + d;
        for (const target of targets) target.before = target.array[pre];
        visitRow(topology, at.row, pre, post.size, visit);
        perRow();
      }
    }
    shared?.apply();
  };
}

/** What happens to the synapses onto neurons that spike. */
export function prepareOnPost(
  machine: Machine,
  { projection, onPost }: ProjectionStep,
  history: History,
): (fired: Fired) => void {
  const { at } = machine;
  const { topology, post, rows, delays, normalization } = projection;
  const perSynapse = machine.event(onPost.synapse);
  const perColumn = machine.event(onPost.column);
  const marks = onPost.marks ? machine.marks.of(projection) : undefined;
  const groups = normalization?.groups ?? post.size;
  const shared = isShared(projection) ? sharedEvent(machine, projection, onPost.synapse, undefined) : undefined;
  const visit = (synapse: number, row: number) => {
    at.synapse = synapse;
    at.row = row;
    at.pre = Math.floor(row / delays.length);
    if (shared) shared.visit();
    else perSynapse();
  };
  return (fired) => {
    for (const neuron of history.reacting(projection, fired)) {
      at.column = at.post = neuron;
      if (onPost.synapse.length > 0) visitColumn(topology, neuron, post.size, rows, visit);
      if (marks) marks[neuron % groups] = 1;
      perColumn();
    }
    shared?.apply();
  };
}

export function prepareReset(machine: Machine, { population, reset }: PopulationStep): (fired: Fired) => void {
  const write = machine.event(reset);
  return (fired) => {
    for (const j of fired.get(population.name) ?? []) {
      machine.at.neuron = j;
      write();
    }
  };
}
