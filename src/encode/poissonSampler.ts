import { upperWord } from "../random/key.js";
import { log } from "../random/log.js";
import { threefry } from "../random/threefry.js";
import { toUniform } from "../random/words.js";
import { type SpikeTrain, sortBySteps, type TrainShape } from "../spikes/spikeTrain.js";

export interface PoissonShape extends TrainShape {
  /** Threefry's key schedule. */
  readonly schedule: Int32Array;
}

/** Draws spikes for the neurons in `active`, with the scales in `intervalScale`. */
export interface PoissonSampler {
  /** [neurons], ascending. */
  readonly active: Int32Array;
  /** [neurons]: 1 / ln(1 - p) for the probability p of a spike in a step, by position in `active`. */
  readonly intervalScale: Float64Array;
  /** Spikes of the first `count` active neurons, in newly allocated arrays. */
  sample(count: number, presentation: number): SpikeTrain;
}

/** A way to compute samples; all give the same spikes, bit for bit. */
export type PoissonKernel = (shape: PoissonShape) => PoissonSampler;

/**
 * The definition. A neuron's words are those of the counters (0, neuron, presentation), (1, neuron, presentation), … in
 * order. Each word gives u = (word + ½)·2⁻³² and with it the number of silent steps before the next spike, ⌊ln u / ln(1
 * - p)⌋, which is geometric, P(n) = (1 - p)ⁿ·p, as if each step were drawn, up to u's 32 bits.
 */
export const plainKernel: PoissonKernel = ({ steps, neurons, schedule }) => {
  const active = new Int32Array(neurons);
  const intervalScale = new Float64Array(neurons);
  const words = new Uint32Array(4);
  const offsets = new Int32Array(steps + 2);
  let at = new Int32Array(1024);
  let who = new Int32Array(1024);
  let indices = new Int32Array(1024);

  function makeRoom(spikes: number): void {
    if (spikes <= at.length) return;
    const grow = (old: Int32Array) => {
      const grown = new Int32Array(2 * spikes);
      grown.set(old);
      return grown;
    };
    at = grow(at);
    who = grow(who);
    indices = new Int32Array(2 * spikes);
  }

  function sample(count: number, presentation: number): SpikeTrain {
    // Truncated first: beyond 2⁵³, the sum with a key word would be rounded.
    const lower = presentation | 0;
    const upper = upperWord(presentation);
    let spikes = 0;
    for (let place = 0; place < count; place++) {
      makeRoom(spikes + steps);
      const neuron = active[place];
      const scale = intervalScale[place];
      for (let step = -1, drawn = 0; ; drawn++) {
        if ((drawn & 3) === 0) threefry(schedule, drawn >> 2, neuron, lower, upper, words);
        step += 1 + Math.floor(log(toUniform(words[drawn & 3])) * scale);
        if (step >= steps) break;
        at[spikes] = step;
        who[spikes++] = neuron;
      }
    }
    sortBySteps(at, who, spikes, offsets, indices);
    return { steps, neurons, offsets: offsets.slice(0, steps + 1), indices: indices.slice(0, spikes) };
  }

  return { active, intervalScale, sample };
};
