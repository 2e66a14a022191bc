import { checkOptions, optionsOf } from "../check/names.js";
import type { Numbers } from "../check/numbers.js";
import { stepLength } from "../check/stepLength.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, trainOf } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";
import { sharesOf } from "./white.js";

export interface LatencyOptions {
  /** Latency of values close to 0; the largest value spikes at once. */
  readonly latest: Quantity<"time">;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /**
   * The value that spikes at once. By default 255 for bytes; otherwise 1 if no value is above 1, and 255 if some are
   * above 127. Set it if the largest value may differ.
   */
  readonly white?: number;
}

const OPTIONS = optionsOf<LatencyOptions>({ latest: true, dt: true, white: true });

/**
 * One spike for each value above 0, earlier for larger values: at latest · (1 − value / white). A value of 0 is silent.
 *
 * @param values such as pixels, from 0 to `white`, [neurons]
 * @returns a spike train [steps, neurons] that ends with the step at `latest`
 * @throws InputError for values that are not from 0 to `white`, for a largest value from which `white` cannot be
 *   inferred (see {@link LatencyOptions}), and for invalid times
 * @see Thorpe, Delorme & Van Rullen (2001), Spike-based strategies for rapid processing,
 *   doi:10.1016/S0893-6080(01)00083-1, who compare codes by latency and by order
 */
export function latencySpikes(values: Numbers, options: LatencyOptions): SpikeTensor {
  const where = "latencySpikes";
  checkOptions(where, options, OPTIONS, { example: "{ latest: ms(100), dt: ms(0.5) }" });
  const { latest, dt } = options;
  const last = readSteps(`${where}, latest`, latest, stepLength(where, dt), 0);
  const shares = sharesOf(`${where}, values`, values, options.white);
  const [at, who]: number[][] = [[], []];
  for (const [neuron, share] of shares.entries()) {
    if (share === 0) continue;
    at.push(Math.round(last * (1 - share)));
    who.push(neuron);
  }
  const shape = { steps: last + 1, neurons: shares.length, dt };
  checkShape(where, shape);
  return spikeTensor(trainOf(shape, Int32Array.from(at), Int32Array.from(who)));
}
