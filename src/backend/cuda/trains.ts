import type { SpikeTrain } from "../../encode/spikeTrain.js";

/** The spikes of a source in the last steps, the last step first: what is still on its way when a presentation ends. */
export type History = readonly Int32Array[];

export interface PackedTrains {
  /** [networks × (lead + steps + 1)], into the indices of all. */
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  /** Each network's history after the presentation. */
  readonly after: readonly History[];
}

const NOTHING = new Int32Array(0);

/**
 * Joins to each network's train of a source the spikes of the `lead` steps before it, so that a kernel finds what
 * arrives with a delay in one list.
 */
export function packTrains(
  trains: readonly (SpikeTrain | undefined)[],
  histories: readonly History[],
  lead: number,
  steps: number,
): PackedTrains {
  const at = (train: SpikeTrain | undefined, k: number) =>
    train && k < train.steps ? train.indices.subarray(train.offsets[k], train.offsets[k + 1]) : NOTHING;
  const stride = lead + steps + 1;
  const offsets = new Int32Array(trains.length * stride);
  const total = trains.reduce((sum, train, n) => {
    const early = histories[n].reduce((spikes, list) => spikes + list.length, 0);
    return sum + early + (train ? train.offsets[Math.min(steps, train.steps)] - train.offsets[0] : 0);
  }, 0);
  const indices = new Int32Array(total);
  let end = 0;
  for (const [n, train] of trains.entries()) {
    for (let k = -lead; k < steps; k++) {
      const spikes = k < 0 ? (histories[n][-k - 1] ?? NOTHING) : at(train, k);
      offsets[n * stride + lead + k] = end;
      indices.set(spikes, end);
      end += spikes.length;
    }
    offsets[n * stride + lead + steps] = end;
  }
  const after = trains.map((train, n) =>
    Array.from({ length: lead }, (_, i) => {
      const k = steps - 1 - i;
      return k >= 0 ? at(train, k).slice() : (histories[n][i - steps] ?? NOTHING);
    }),
  );
  return { offsets, indices, after };
}
