import type { Schedule } from "../../program/program.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import { type Fired, type History, sourcesAt } from "../history.js";
import {
  prepareDecay,
  prepareDrives,
  prepareInputs,
  prepareLoop,
  prepareNeurons,
  prepareSums,
  prepareThreshold,
} from "./elements.js";
import { prepareOnPost, prepareOnPre, prepareReset } from "./events.js";
import type { Machine } from "./machine.js";

/** Runs step k of a presentation; returns who spiked. */
export type Step = (k: number, inputs: ReadonlyMap<string, SpikeTrain>) => Fired;

/** In order: updates, thresholds, arriving spikes, postsynaptic events, resets. */
export function prepareStep(machine: Machine, schedule: Schedule, history: History): Step {
  const { populations, projections, decays } = schedule;
  const updates = [
    ...populations.map((p) => prepareInputs(machine, p)),
    ...projections.map((p) => prepareSums(machine, p)),
    ...projections.flatMap((p) => p.loops.map((loop) => prepareLoop(machine, loop, p.projection))),
    ...populations.map((p) => prepareNeurons(machine, p)),
    ...decays.map((decay) => prepareDecay(machine, decay)),
  ];
  const thresholds = populations.map((p) => [p.population.name, prepareThreshold(machine, p)] as const);
  const events = [
    ...populations.map((p) => prepareDrives(machine, p)),
    ...projections.map((p) => prepareOnPre(machine, p, history)),
    ...projections.map((p) => prepareOnPost(machine, p, history)),
    ...populations.map((p) => prepareReset(machine, p)),
  ];
  return (k, inputs) => {
    for (const update of updates) update();
    const given = sourcesAt(machine.program.sources, inputs, k);
    const fired = new Map([...given, ...thresholds.map(([name, detect]) => [name, detect()] as const)]);
    for (const event of events) event(fired);
    history.endStep(fired);
    return fired;
  };
}
