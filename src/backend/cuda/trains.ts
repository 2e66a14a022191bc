import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import type { Parcel } from "./parcel.js";

/** The spikes of a source in the last steps, last step first: those still in transit when a presentation ends. */
export type History = readonly Int32Array[];

interface PackedTrains {
  /** [networks × (lead + steps + 1)], into the concatenated indices. */
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  /** Each network's history after the presentation. */
  readonly after: readonly History[];
}

/** The input of a source for networks side by side, on its way to the device. */
export interface SentInput {
  /** Each network's history after the presentation. */
  readonly after: readonly History[];
  /**
   * Finds the spikes, given the parcel's address, and memory for what is drawn on the device.
   * @returns addresses, and the launch that draws the spikes, if any
   */
  place(input: number, reserve: (bytes: number) => number): PlacedSpikes;
}

interface PlacedSpikes {
  readonly offsets: number;
  readonly indices: number;
  readonly launch?: { readonly threads: number; readonly argument: Uint8Array };
}

/** Adds spikes that the host knows. */
export function addTrains(parcel: Parcel, { offsets, indices, after }: PackedTrains): SentInput {
  const [start, list] = [offsets, indices].map((array) => parcel.add(array));
  return { after, place: (input) => ({ offsets: input + start, indices: input + list }) };
}

const NOTHING = new Int32Array(0);

/**
 * Prepends to each network's train of a source the spikes of the `lead` steps before it, so that a kernel finds delayed
 * spikes in the same list.
 */
export function packTrains(
  trains: readonly (SpikeTrain | undefined)[],
  histories: readonly History[],
  lead: number,
  steps: number,
): PackedTrains {
  const offsets = new Int32Array(trains.length * (lead + steps + 1));
  const indices = new Int32Array(countSpikes(trains, histories, lead, steps));
  let [at, end] = [0, 0];
  for (const [n, train] of trains.entries()) {
    for (let ago = lead; ago > 0; ago--) {
      const spikes = histories[n][ago - 1] ?? NOTHING;
      offsets[at++] = end;
      indices.set(spikes, end);
      end += spikes.length;
    }
    let k = 0;
    if (train) {
      const { offsets: from } = train;
      const given = Math.min(steps, train.steps);
      const shift = end - from[0];
      // A tight numeric loop: it runs for each step of each network, while the device waits.
      for (; k < given; k++) offsets[at++] = from[k] + shift;
      indices.set(train.indices.subarray(from[0], from[given]), end);
      end = from[given] + shift;
    }
    for (; k <= steps; k++) offsets[at++] = end;
  }
  const after = trains.map((train, n) =>
    Array.from({ length: lead }, (_, i) => {
      const k = steps - 1 - i;
      if (k < 0) return histories[n][i - steps] ?? NOTHING;
      return train && k < train.steps ? train.indices.slice(train.offsets[k], train.offsets[k + 1]) : NOTHING;
    }),
  );
  return { offsets, indices, after };
}

function countSpikes(
  trains: readonly (SpikeTrain | undefined)[],
  histories: readonly History[],
  lead: number,
  steps: number,
): number {
  let count = 0;
  for (const [n, train] of trains.entries()) {
    for (let ago = 1; ago <= lead; ago++) count += histories[n][ago - 1]?.length ?? 0;
    if (train) count += train.offsets[Math.min(steps, train.steps)] - train.offsets[0];
  }
  return count;
}
