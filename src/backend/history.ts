import type { Program, Projection, Source } from "../program/program.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import { pendingKey, type Snapshot } from "./backend.js";
import { packPending, unpackPending } from "./pending.js";

/** The neurons that spike in a step, in ascending order, by the name of their population or source. */
export type Fired = ReadonlyMap<string, Int32Array>;

const NOBODY = new Int32Array(0);

/** Spikes in transit along axons, for backends that run step by step in JavaScript. */
export class History {
  private readonly past: ReadonlyMap<string, Int32Array[]>;

  constructor({ sources, populations }: Program) {
    const named = [...sources, ...populations].map(
      ({ name, longestDelay }) => [name, Array.from({ length: longestDelay }, () => NOBODY)] as const,
    );
    this.past = new Map(named.filter(([, past]) => past.length > 0));
  }

  /**
   * Spikes that arrive over a projection in the current step, whose spikes are `fired`, by delay: neurons in ascending
   * order.
   */
  arrivals({ pre, delays }: Projection, fired: Fired): Int32Array[] {
    return delays.map((delay) => this.ago(delay, pre.name, fired));
  }

  /** Postsynaptic neurons whose events reach the synapses in the current step, in ascending order. */
  reacting({ post, postDelay }: Projection, fired: Fired): Int32Array {
    return this.ago(postDelay, post.name, fired);
  }

  endStep(fired: Fired): void {
    for (const [name, past] of this.past) {
      past.unshift(fired.get(name) ?? NOBODY);
      past.pop();
    }
  }

  private ago(steps: number, name: string, fired: Fired): Int32Array {
    return (steps === 0 ? fired.get(name) : this.past.get(name)?.[steps - 1]) ?? NOBODY;
  }

  snapshot(): [key: string, pairs: Int32Array][] {
    return [...this.past].map(([name, past]) => [pendingKey(name), packPending(past)]);
  }

  restore(snapshot: Snapshot): void {
    for (const [name, past] of this.past) {
      past.splice(0, past.length, ...unpackPending(snapshot.get(pendingKey(name)), past.length));
    }
  }
}

/** The spikes of sources in step k of a presentation. */
export function sourcesAt(sources: readonly Source[], inputs: ReadonlyMap<string, SpikeTrain>, k: number): Fired {
  return new Map(sources.map(({ name }) => [name, spikesAt(inputs.get(name), k)]));
}

function spikesAt(train: SpikeTrain | undefined, step: number): Int32Array {
  if (!train || step >= train.steps) return NOBODY;
  return train.indices.slice(train.offsets[step], train.offsets[step + 1]);
}
