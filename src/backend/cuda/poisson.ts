import { grouped } from "../../check/grouped.js";
import { isPoissonTrain, type PoissonSegment, type PoissonTrain } from "../../encode/poissonTrain.js";
import { BackendError } from "../../errors.js";
import type { Source } from "../../program/program.js";
import { upperWord } from "../../random/key.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import type { Parcel } from "./parcel.js";
import { MOST_DRAWING } from "./source/poisson.js";
import type { History, SentInput } from "./trains.js";

/** Rates of a source for networks side by side, as the kernel `poisson` takes them. */
interface PackedRates {
  /** Of each segment, [neurons]. */
  readonly rates: readonly Float64Array[];
  /** The table of segments, by network. */
  readonly segments: Int32Array;
  /** Each network's first segment, [networks + 1]. */
  readonly first: Int32Array;
  /** Spikes for which each network needs room. */
  readonly room: number;
}

/** Size of a segment in the table, in bytes. */
const SEGMENT_BYTES = 40;
/** A window has as many steps as there are threads: few would make many windows. */
const FEWEST_WARPS = 4;

/**
 * The trains of a source that the device can draw: all of them, or undefined. Spikes in transit when a presentation
 * begins or ends are known to the host, which therefore has to draw them.
 */
export function drawable(
  trains: readonly (SpikeTrain | undefined)[],
  histories: readonly History[],
  lead: number,
  steps: number,
): readonly (PoissonTrain | undefined)[] | undefined {
  if (histories.some((history) => history.slice(0, lead).some((spikes) => spikes.length > 0))) return undefined;
  const poisson = trains.map((train) => (train && isPoissonTrain(train) ? train : undefined));
  const fits = poisson.every((train, n) => (train ? train.steps + lead <= steps : trains[n] === undefined));
  return fits && poisson.some((train) => train) ? poisson : undefined;
}

function packRates(trains: readonly (PoissonTrain | undefined)[]): PackedRates {
  const segments = trains.flatMap((train) => train?.segments ?? []);
  const first = new Int32Array(trains.length + 1);
  for (const [n, train] of trains.entries()) first[n + 1] = first[n] + (train?.segments.length ?? 0);
  const view = new DataView(new ArrayBuffer(SEGMENT_BYTES * segments.length));
  for (const [s, { factor, schedule, presentation, steps }] of segments.entries()) {
    view.setFloat64(SEGMENT_BYTES * s, factor, true);
    const words = [...schedule.subarray(0, 4), presentation, upperWord(presentation), steps];
    for (const [i, word] of words.entries()) view.setInt32(SEGMENT_BYTES * s + 8 + 4 * i, word, true);
  }
  return {
    rates: segments.map(({ rates }) => (rates instanceof Float64Array ? rates : Float64Array.from(rates))),
    segments: new Int32Array(view.buffer),
    first,
    room: Math.max(...trains.map((train) => (train ? roomFor(train.neurons, train.segments) : 0))),
  };
}

/**
 * Room that spikes exceed with a probability below e⁻⁶⁴, by Bernstein's inequality for a sum of independent events with
 * the expected number m: P(m + t or more) ≤ exp(−t² / (2m + 2t/3)).
 */
function roomFor(neurons: number, segments: readonly PoissonSegment[]): number {
  const expected = segments.reduce((sum, segment) => sum + segment.expected, 0);
  const most = segments.reduce((sum, { steps }) => sum + neurons * steps, 0);
  return Math.min(most, Math.ceil(expected + 64 / 3 + Math.sqrt((64 / 3) ** 2 + 128 * expected)));
}

/** Sizes that the kernel takes, in its order. */
interface Sizes {
  readonly neurons: number;
  readonly lead: number;
  readonly steps: number;
  readonly room: number;
}

/** Spikes are numbered in 32 bits. */
const MOST_SPIKES = 2 ** 31 - 1;

/**
 * Adds the rates of a source for networks side by side, and lays out what the kernel writes.
 * @throws BackendError for more spikes than can be numbered
 */
export function addRates(
  parcel: Parcel,
  { name, size: neurons, longestDelay: lead }: Source,
  trains: readonly (PoissonTrain | undefined)[],
  steps: number,
): SentInput {
  const { rates, segments, first, room } = packRates(trains);
  if (room * trains.length > MOST_SPIKES) {
    throw new BackendError(
      `cuda, input of "${name}": found rates of which a presentation may have ${grouped(room * trains.length)} spikes, expected at ` +
        `most ${grouped(MOST_SPIKES)}. Present fewer steps, or fewer networks side by side.`,
    );
  }
  const [from] = rates.map((each) => parcel.add(each));
  const read = [from, parcel.add(segments), parcel.add(first)];
  const words = Math.ceil(neurons / 32);
  const threads = Math.min(MOST_DRAWING, 32 * Math.max(FEWEST_WARPS, words));
  // Offsets, indices, and scratch space.
  const sizes = [lead + steps + 1, room, words * threads, neurons, neurons].map((size) => 4 * trains.length * size);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  return {
    after: trains.map(() => []),
    place(input, reserve) {
      const output = reserve(sizes.reduce((sum, size) => sum + size));
      const written = starts.map((at) => output + at);
      const argument = packArgument([...read.map((at) => input + at), ...written], { neurons, lead, steps, room });
      return { offsets: written[0], indices: written[1], launch: { threads, argument } };
    },
  };
}

function packArgument(addresses: readonly number[], { neurons, lead, steps, room }: Sizes): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * addresses.length + 16));
  for (const [i, address] of addresses.entries()) view.setBigInt64(8 * i, BigInt(address), true);
  for (const [i, size] of [neurons, lead, steps, room].entries()) {
    view.setInt32(8 * addresses.length + 4 * i, size, true);
  }
  return new Uint8Array(view.buffer);
}
