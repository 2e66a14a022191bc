import type { PopulationStep, ProjectionStep } from "../../program/program.js";
import type { Fired, History } from "./history.js";
import { apply, type Machine } from "./machine.js";
import { pooled, visitColumn, visitRow } from "./synapses.js";

/** What happens where spikes arrive. */
export function prepareOnPre(machine: Machine, step: ProjectionStep, history: History): (fired: Fired) => void {
  const { at, state } = machine;
  const topology = machine.topology(step.name);
  const postSize = machine.size(step.post);
  const target = state.array(step.target);
  const closed = step.closedBy === undefined ? undefined : state.array(step.closedBy);
  const isOpen = (post: number) => closed === undefined || closed[post] === 0;
  // Within one population a spike may change what it depends on: all its synapses see the value from before.
  let before = 0;
  const held = new Map([[`pre.${step.target.split(".")[1]}`, () => before]]);
  const ofSpike = step.pre === step.post ? held : undefined;
  const transmit = machine.thunk(step.transmit, step, ofSpike);
  const perSynapse = machine.writesAt(["synapse", "column"], step.onPre, step, ofSpike);
  const perRow = machine.writesAt(["row"], step.onPre, step);
  const changed = perSynapse.length > 0 && step.changed ? state.array(step.changed) : undefined;
  const visit = (synapse: number, post: number) => {
    at.synapse = synapse;
    at.column = at.post = post;
    if (isOpen(post)) target[post] += transmit();
    const old = changed && perSynapse.map((w) => w.target[w.index()]);
    apply(perSynapse);
    if (old && perSynapse.some((w, i) => w.target[w.index()] !== old[i])) changed[post] = 1;
  };
  return (fired) => {
    for (const [d, delay] of step.delays.entries()) {
      const arriving = history.arriving(step.pre, delay, fired);
      if (topology.kind === "maxPool" || topology.kind === "avgPool") {
        const part = pooled(topology.kind, topology.window, arriving);
        for (let post = 0; post < postSize; post++) {
          if (part[post] > 0 && isOpen(post)) target[post] += part[post] * transmit();
        }
        continue;
      }
      for (const pre of arriving) {
        at.pre = pre;
        at.row = pre * step.delays.length + d;
        before = target[pre];
        visitRow(topology, at.row, pre, postSize, visit);
        apply(perRow);
      }
    }
  };
}

/** What happens to the synapses onto neurons that spike. */
export function prepareOnPost(machine: Machine, step: ProjectionStep): (fired: Fired) => void {
  const { at, state } = machine;
  const topology = machine.topology(step.name);
  const postSize = machine.size(step.post);
  const rows = machine.size(step.pre) * step.delays.length;
  const perSynapse = machine.writesAt(["synapse", "row"], step.onPost, step);
  const perColumn = machine.writesAt(["column"], step.onPost, step);
  const changed = perSynapse.length > 0 && step.changed ? state.array(step.changed) : undefined;
  const visit = (synapse: number, row: number) => {
    at.synapse = synapse;
    at.row = row;
    at.pre = Math.floor(row / step.delays.length);
    apply(perSynapse);
  };
  return (fired) => {
    for (const post of fired.get(step.post) ?? []) {
      at.column = at.post = post;
      if (perSynapse.length > 0) visitColumn(topology, post, postSize, rows, visit);
      if (changed) changed[post] = 1;
      apply(perColumn);
    }
  };
}

export function prepareReset(machine: Machine, { domain, reset }: PopulationStep): (fired: Fired) => void {
  const writes = machine.writes(reset);
  return (fired) => {
    for (const j of fired.get(domain) ?? []) {
      machine.at.neuron = j;
      apply(writes);
    }
  };
}
