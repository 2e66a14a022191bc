import { checkOptions } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { stepLength } from "../check/stepLength.js";
import { checkText } from "../check/text.js";
import { InputError } from "../errors.js";
import { streamOf } from "../random/key.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { trainOf } from "../spikes/spikeTrain.js";
import { readSteps } from "../units/steps.js";
import { PoissonEncoder } from "./poisson.js";
import { poissonKernel } from "./poissonKernel.js";
import { POISSON_OPTIONS, type PoissonSpikesOptions } from "./poissonSpikes.js";

/**
 * Bernoulli spikes: in each step a neuron spikes with its probability, independently of all else. Takes every
 * probability from 0 to 1; for rates in Hz, use {@link poissonSpikes}.
 *
 * @param probabilities of a spike in a step, [neurons]
 * @returns a spike train with its own arrays, [steps, neurons]
 * @throws InputError unless they are probabilities, and for options out of range
 */
export async function bernoulliSpikes(probabilities: Numbers, options: PoissonSpikesOptions): Promise<SpikeTensor> {
  const where = "bernoulliSpikes";
  checkOptions(where, options, POISSON_OPTIONS, { example: "{ duration: ms(350), dt: ms(0.5) }" });
  const { duration, seed = 0, presentation = 0, source = "input" } = options;
  checkText(`${where}, source`, source, "input", "a name");
  const steps = readSteps(`${where}, duration`, duration, stepLength(where, options.dt), 1);
  const given = readNumbers(`${where}, probabilities`, probabilities);
  const wrong = given.findIndex((p) => !(p >= 0 && p <= 1));
  if (wrong >= 0) {
    throw new InputError(`${where}, probabilities[${wrong}]: found ${given[wrong]}, expected a number from 0 to 1.`);
  }
  const neurons = given.length;
  // With steps of one second, a rate in Hz is a probability.
  const encoder = new PoissonEncoder({ neurons, steps, dt: 1000, seed, stream: streamOf(source) }, poissonKernel());
  const drawn = encoder.encode(
    given.map((p) => (p < 1 ? p : 0)),
    presentation,
  );
  const [at, who]: number[][] = [[], []];
  for (let k = 0; k < steps; k++) {
    const own = drawn.indices.subarray(drawn.offsets[k], drawn.offsets[k + 1]);
    let s = 0;
    for (let neuron = 0; neuron < neurons; neuron++) {
      if (own[s] === neuron) s++;
      else if (given[neuron] < 1) continue;
      at.push(k);
      who.push(neuron);
    }
  }
  return spikeTensor(trainOf({ steps, neurons, dt: options.dt }, Int32Array.from(at), Int32Array.from(who)));
}
