import type { SpikeTrain } from "../spikes/spikeTrain.js";

/** Poisson spikes of rates that hold for a number of steps, described by all that they follow from. */
export interface PoissonSegment {
  readonly steps: number;
  /** In Hz, [neurons]. */
  readonly rates: Float32Array | Float64Array;
  /** The probability of a spike in a step at 1 Hz. */
  readonly factor: number;
  /** Threefry's key schedule. */
  readonly schedule: Int32Array;
  /** 0 … 2⁵³ − 1 */
  readonly presentation: number;
  /** Expected number of spikes. */
  readonly expected: number;
  /** Draws the spikes, in newly allocated arrays; they are the same each time. */
  draw(): SpikeTrain;
}

/**
 * Poisson spikes that are drawn when they are first read: a backend may instead draw them where it needs them, by
 * `plainKernel`'s definition.
 */
export interface PoissonTrain extends SpikeTrain {
  /** One after another. */
  readonly segments: readonly PoissonSegment[];
}

export const isPoissonTrain = (train: SpikeTrain): train is PoissonTrain => "segments" in train;

export function poissonTrain(neurons: number, segments: readonly PoissonSegment[]): PoissonTrain {
  let drawn: SpikeTrain | undefined;
  const spikes = (): SpikeTrain => {
    drawn ??= joined(
      neurons,
      segments.map((segment) => segment.draw()),
    );
    return drawn;
  };
  return {
    steps: segments.reduce((sum, { steps }) => sum + steps, 0),
    neurons,
    segments,
    get offsets() {
      return spikes().offsets;
    },
    get indices() {
      return spikes().indices;
    },
  };
}

/** Concatenates trains in time. */
function joined(neurons: number, parts: readonly SpikeTrain[]): SpikeTrain {
  if (parts.length === 1) return parts[0];
  const steps = parts.reduce((sum, part) => sum + part.steps, 0);
  const offsets = new Int32Array(steps + 1);
  const indices = new Int32Array(parts.reduce((sum, part) => sum + part.indices.length, 0));
  let [at, spikes] = [0, 0];
  for (const part of parts) {
    for (let k = 0; k < part.steps; k++) offsets[++at] = spikes + part.offsets[k + 1];
    indices.set(part.indices, spikes);
    spikes += part.indices.length;
  }
  return { steps, neurons, offsets, indices };
}
