import type { PresentationResult } from "../backend/backend.js";
import { initialValues } from "../program/initial.js";
import type { Program } from "../program/program.js";
import { timeOf } from "../program/time.js";
import type { Entry, Read, Value } from "../program/value.js";
import { valueAt } from "../program/valueAt.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Rank } from "../tfjs/tensor.js";
import { withTensor } from "../tfjs/withTensor.js";
import { ms } from "../units/units.js";
import type { Plan } from "./plan.js";
import type { Parts, Presented } from "./presentation.js";
import type { PlannedSample } from "./samples.js";

export interface Shown {
  readonly plan: Plan;
  readonly inputs: ReadonlyMap<string, SpikeTrain>;
  readonly result: PresentationResult;
  readonly tries: number;
}

/** The results of a presentation. */
export function collect<P extends Parts, R extends string, S extends string>(
  { sources, dt }: Pick<Program, "sources" | "dt">,
  { plan, inputs, result, tries }: Shown,
): Presented<P, R, S> {
  const trainOf = (name: string): SpikeTensor => {
    const recorded = result.spikes.get(name);
    if (recorded) return spikeTensor({ ...recorded, dt: ms(dt) });
    const neurons = sources.find((s) => s.name === name)?.size ?? 0;
    const silence = { steps: 0, neurons, offsets: new Int32Array(1), indices: new Int32Array(0) };
    return prolonged(inputs.get(name) ?? silence, plan.steps, dt);
  };
  let probed = 0;
  const samples = plan.samples.map((planned) => {
    const { name, variable, every, elements, probes } = planned;
    const found = result.samples.slice(probed, probed + probes.length);
    probed += probes.length;
    const values = planned.value ? derived(planned, planned.value, found, plan.steps, dt) : Float32Array.from(found[0]);
    const sample = { variable, every: ms(every * dt), dt: ms(dt), elements, values };
    const shape: [number, number] = [values.length / elements.length, elements.length];
    return [name, withTensor<typeof sample, Rank.R2>(sample, (tf) => tf.tensor2d(values, shape))];
  });
  // The plan guarantees these names.
  return {
    counts: Object.fromEntries([...result.counts].map(([name, counts]) => [name, countsOf(counts)])),
    spikes: Object.fromEntries(plan.record.map((name) => [name, trainOf(name)])),
    samples: Object.fromEntries(samples),
    tries,
  } as Presented<P, R, S>;
}

/** The values of an expression from those of the variables that it reads, each at the end of its step. */
function derived(
  { every, elements, probes }: PlannedSample,
  value: Value,
  found: readonly Float64Array[],
  steps: number,
  dt: number,
): Float32Array {
  const places = new Map(probes.map(({ field }, i) => [field, i]));
  return Float32Array.from({ length: Math.floor(steps / every) * elements.length }, (_, n) => {
    const step = (Math.floor(n / elements.length) + 1) * every;
    const time = timeOf(step, dt);
    const read = ({ field }: Read) => found[places.get(field.name) ?? -1][n];
    const entry = ({ table }: Entry, place: number) => {
      const samples = found[places.get(table.name) ?? -1];
      return samples ? samples[Math.floor(n / elements.length)] : initialValues(table)[place];
    };
    return valueAt(value, { time, step, index: elements[n % elements.length], read, entry });
  });
}

const countsOf = (counts: Int32Array) => withTensor<Int32Array, Rank.R1>(counts, (tf) => tf.tensor1d(counts, "int32"));

/** The train, extended by silence up to `steps`. */
function prolonged(train: SpikeTrain, steps: number, dt: number): SpikeTensor {
  const offsets = new Int32Array(steps + 1).fill(train.offsets[train.steps]);
  offsets.set(train.offsets.subarray(0, train.steps + 1));
  return spikeTensor({ steps, neurons: train.neurons, offsets, indices: train.indices, dt: ms(dt) });
}
