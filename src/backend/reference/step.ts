import { columnDomain, rowDomain, type Schedule, synapseDomain } from "../../program/program.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import { prepareDecay, prepareLoop, prepareThreshold } from "./elements.js";
import { prepareOnPost, prepareOnPre, prepareReset } from "./events.js";
import type { Fired, History } from "./history.js";
import type { Machine } from "./machine.js";

/** Runs step k of a presentation; returns who spiked. */
export type Step = (k: number, inputs: ReadonlyMap<string, SpikeTrain>) => Fired;

/** In this order: updates, thresholds, all arriving spikes, then postsynaptic events, resets. */
export function prepareStep(machine: Machine, schedule: Schedule, history: History): Step {
  const projectionOf = (domain: string) =>
    schedule.projections.find(({ name }) => [rowDomain, columnDomain, synapseDomain].some((of) => of(name) === domain));
  const loops = [
    ...schedule.loops.map((loop) => prepareLoop(machine, loop, projectionOf(loop.domain))),
    ...schedule.populations.map((loop) => prepareLoop(machine, loop)),
  ];
  const decays = schedule.decays.map((decay) => prepareDecay(machine, decay));
  const thresholds = schedule.populations.map((p) => [p.domain, prepareThreshold(machine, p)] as const);
  const onPre = schedule.projections.map((p) => prepareOnPre(machine, p, history));
  const onPost = schedule.projections.map((p) => prepareOnPost(machine, p));
  const resets = schedule.populations.map((p) => prepareReset(machine, p));
  return (k, inputs) => {
    for (const update of [...loops, ...decays]) update();
    const fired = new Map<string, readonly number[]>();
    for (const { name } of machine.program.sources) fired.set(name, spikesAt(inputs.get(name), k));
    for (const [name, detect] of thresholds) fired.set(name, detect());
    for (const event of [...onPre, ...onPost, ...resets]) event(fired);
    history.endStep(fired);
    return fired;
  };
}

function spikesAt(train: SpikeTrain | undefined, step: number): readonly number[] {
  if (!train || step >= train.steps) return [];
  return Array.from(train.indices.subarray(train.offsets[step], train.offsets[step + 1]));
}
