import type { PresentationResult } from "../backend/backend.js";
import type { SpikeTrain } from "../encode/spikeTrain.js";
import type { Source } from "../kernel/program.js";
import type { Parts, Plan, Presented } from "./presentation.js";

export interface Shown {
  readonly plan: Plan;
  readonly inputs: ReadonlyMap<string, SpikeTrain>;
  readonly result: PresentationResult;
  readonly tries: number;
}

/** Copies what the backend and the encoders will use again. */
export function collect<P extends Parts, R extends string, S extends string>(
  sources: readonly Source[],
  { plan, inputs, result, tries }: Shown,
): Presented<P, R, S> {
  const trainOf = (name: string): SpikeTrain => {
    const recorded = result.spikes.get(name);
    if (recorded) return copy(recorded, plan.steps);
    const neurons = sources.find((s) => s.name === name)?.size ?? 0;
    const silence = { steps: 0, neurons, offsets: new Int32Array(1), indices: new Int32Array(0) };
    return copy(inputs.get(name) ?? silence, plan.steps);
  };
  const samples = plan.samples.map(({ name, probe, elements }, i) => [
    name,
    { field: probe.field, every: probe.every, elements, values: Float32Array.from(result.samples[i]) },
  ]);
  // The names are those that the plan was made from.
  return {
    counts: Object.fromEntries([...result.counts].map(([name, counts]) => [name, counts.slice()])),
    spikes: Object.fromEntries(plan.record.map((name) => [name, trainOf(name)])),
    samples: Object.fromEntries(samples),
    tries,
  } as Presented<P, R, S>;
}

/** A copy that goes on in silence up to `steps`. */
function copy(train: SpikeTrain, steps: number): SpikeTrain {
  const offsets = new Int32Array(steps + 1).fill(train.offsets[train.steps]);
  offsets.set(train.offsets.subarray(0, train.steps + 1));
  return { steps, neurons: train.neurons, offsets, indices: train.indices.slice(0, train.offsets[train.steps]) };
}
