import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { checkIntegers, type NumberColumn, type NumberInput, readEvents, readTimes } from "./input.js";

/** Spikes as events: a time and a neuron index for each. */
export interface SpikeEvents {
  readonly times: Quantity<"time">;
  readonly neurons: NumberInput;
}

/** Spikes of a simulation or an encoder, or events. */
export type Spikes = SpikeTrain | SpikeEvents;

interface SpikeColumns {
  /** ms */
  readonly times: NumberColumn;
  readonly neurons: NumberColumn;
  /** Undefined for events. */
  readonly size?: number;
  /** In ms; undefined for events. */
  readonly duration?: number;
}

/** Reads spikes in either form. Step k is at time k·dt. */
export function readSpikes(where: string, spikes: Spikes): SpikeColumns {
  if (typeof spikes === "object" && spikes !== null) {
    if ("offsets" in spikes) return readTrain(where, spikes);
    if ("times" in spikes && "neurons" in spikes) return readPairs(where, spikes);
  }
  const fields = typeof spikes === "object" && spikes !== null && !Array.isArray(spikes) ? Object.keys(spikes) : [];
  const found = fields.length > 0 ? `the fields ${fields.join(", ")}` : nameOf(spikes);
  throw new InputError(`${where}: found ${found}, expected a spike train, or { times: ms([…]), neurons: […] }.`);
}

function readPairs(where: string, events: SpikeEvents): SpikeColumns {
  const times = readTimes(where, "times", events.times);
  const neurons = readEvents(where, "neurons", events.neurons);
  checkIntegers(`${where}, neurons`, neurons, 0);
  if (times.length === neurons.length) return { times, neurons };
  throw new InputError(
    `${where}: found ${times.length} spike times and ${neurons.length} neurons, expected the same number of each.`,
  );
}

function readTrain(where: string, train: SpikeTrain): SpikeColumns {
  const dt = trainStep(where, train);
  const { steps, neurons, offsets, indices } = train;
  const times = new Float64Array(indices.length);
  for (let k = 0; k < steps; k++) times.fill(k * dt, offsets[k], offsets[k + 1]);
  return { times, neurons: indices, size: neurons, duration: steps * dt };
}
