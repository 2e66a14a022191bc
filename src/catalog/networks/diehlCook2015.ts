import { checkOptions, optionsOf } from "../../check/names.js";
import { type Range, realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { type NeuronModel, neuron } from "../../model/neuron.js";
import { sparse } from "../../model/pattern.js";
import { checkSize, type Population, poisson, population, type SpikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { type SynapseModel, synapse } from "../../model/synapse.js";
import { type Distribution, uniform } from "../../model/values.js";
import type { Quantity } from "../../units/quantity.js";
import { diehlCookInhibitory } from "../neurons/diehlCook.js";
import { diehlCookStdp } from "../synapses/diehlCookStdp.js";
import { type AdaptiveThresholdOptions, type ExcitatoryState, excitatoryNeuron, THRESHOLD } from "./excitatory.js";

/** No restriction if the needed names are among the states, else never. */
type With<Needed extends string, States extends string> = [Needed] extends [States] ? unknown : never;

export interface DiehlCookOptions<E extends string, I extends string, R extends string = string>
  extends AdaptiveThresholdOptions {
  /** Excitatory neurons, and inhibitory ones. Default 400. */
  readonly neurons?: number;
  /** Poisson inputs, one for each pixel. Default 784. */
  readonly pixels?: number;
  /** Depression at a presynaptic spike. Default 1e-4 · 784 / pixels. */
  readonly etaPre?: number;
  /** Potentiation at a postsynaptic spike. Default 1e-2 · 784 / pixels. */
  readonly etaPost?: number;
  /** Largest input weight. Default 784 / pixels. */
  readonly wMax?: number;
  /** Weight from each excitatory neuron to its inhibitory partner. Default 10.4. */
  readonly excitation?: number;
  /** Weight from each inhibitory neuron to all excitatory ones but its partner. Default 17. */
  readonly inhibition?: number;
  /**
   * Fraction of the other excitatory neurons that an inhibitory one inhibits, drawn from the network's seed. Default 1,
   * all.
   */
  readonly inhibitionProbability?: number;
  /** Sum of the weights onto each excitatory neuron. Default 78, whatever the number of pixels. */
  readonly normalize?: number;
  /** Delays of the input synapses. Default none; the published code draws uniform(ms(0), ms(10)). */
  readonly delay?: Quantity<"time"> | Distribution;
  /** Another excitatory neuron, with the conductances gExc and gInh; replaces the options of its threshold. */
  readonly excitatory?: NeuronModel<E> & With<"gExc" | "gInh", E>;
  /** Another inhibitory neuron, with the conductance gExc. */
  readonly inhibitory?: NeuronModel<I> & With<"gExc", I>;
  /** Another rule for the input weights; replaces etaPre, etaPost and wMax. */
  readonly plasticity?: SynapseModel<R>;
}

const OPTIONS = [
  ...THRESHOLD,
  ...optionsOf<Omit<DiehlCookOptions<string, string>, keyof AdaptiveThresholdOptions>>({
    neurons: true,
    pixels: true,
    etaPre: true,
    etaPost: true,
    wMax: true,
    excitation: true,
    inhibition: true,
    inhibitionProbability: true,
    normalize: true,
    delay: true,
    excitatory: true,
    inhibitory: true,
    plasticity: true,
  }),
];

const RANGES = {
  etaPre: { least: 0 },
  etaPost: { least: 0 },
  wMax: { least: 0, above: true },
  excitation: { least: 0 },
  inhibition: { least: 0 },
  normalize: { least: 0, above: true },
} as const satisfies { readonly [Name in keyof DiehlCookOptions<string, string>]?: Range };

type InhibitoryState = "v" | "gExc" | "gInh";
type Trace = "xPre" | "xPost1" | "xPost2";

/** Number of pixels of the paper's images, for which its constants were chosen. */
export const PIXELS = 784;
export const SUM = 78;
export const INITIAL = [0.003, 0.303] as const;

/**
 * The factor for the paper's input weights, their bound and learning rates for images of another size. If each pixel is
 * replaced by k pixels of the same brightness, and these quantities are divided by k, a neuron gets the same mean
 * input, and weights change by the same relative amounts; the sum of the weights onto a neuron does not change.
 */
export const weightScale = (pixels: number): number => PIXELS / pixels;

/**
 * The network of Diehl & Cook (2015), figure 1: Poisson inputs, one for each pixel, onto excitatory neurons with
 * plastic weights; each excitatory neuron drives one inhibitory neuron, which inhibits all other excitatory neurons.
 * Initial input weights are uniform in [0.003, 0.303) and scaled to their sum before each presentation. For images of
 * other sizes than 28 × 28, the defaults keep a neuron's mean input and the speed of its learning (see {@link
 * DiehlCookOptions}); explicit numbers are taken as they are.
 *
 * @throws ModelError for sizes, weights and models that do not fit
 * @see doi:10.3389/fncom.2015.00099
 */
export function diehlCook2015<
  E extends string = ExcitatoryState,
  I extends string = InhibitoryState,
  R extends string = Trace,
>(
  options?: DiehlCookOptions<E, I, R>,
): Network<{
  readonly input: SpikeSource & { readonly input: "rates" };
  readonly exc: Population<E>;
  readonly inh: Population<I>;
  readonly inputToExc: Projection<R>;
  readonly excToInh: Projection<never>;
  readonly inhToExc: Projection<never>;
}>;
export function diehlCook2015(options: DiehlCookOptions<string, string> = {}) {
  checkOptions("diehlCook2015", options, OPTIONS, { example: "{ neurons: 400 }", Problem: ModelError });
  const { neurons = 400, pixels = PIXELS, excitation = 10.4, inhibition = 17 } = options;
  for (const [name, range] of Object.entries(RANGES)) {
    const value = options[name as keyof typeof RANGES];
    if (value !== undefined) realNumber(`diehlCook2015, ${name}`, value, { ...range, Problem: ModelError });
  }
  checkSize(neurons, "diehlCook2015, neurons");
  checkSize(pixels, "diehlCook2015, pixels");
  const input = poisson(pixels);
  // Scaled to their sum anyway; with more pixels, they have to start below the bound.
  const [least, most] = INITIAL.map((w) => w * Math.min(1, weightScale(pixels)));
  const exc = population(neurons, excitatory(inhibition * neurons, options));
  const inh = population(neurons, options.inhibitory ?? neuron(diehlCookInhibitory));
  return network({
    input,
    exc,
    inh,
    inputToExc: connect<Population, string>(input, exc, {
      to: "gExc",
      w: uniform(least, most),
      plasticity: learningRule(pixels, options),
      normalize: options.normalize ?? SUM,
      delay: options.delay,
    }),
    excToInh: connect<Population>(exc, inh, { to: "gExc", w: excitation, pattern: "oneToOne" }),
    inhToExc: connect<Population>(inh, exc, {
      to: "gInh",
      w: inhibition,
      pattern: inhibited("diehlCook2015", options),
    }),
  });
}

/** All others, or a fraction of them: the sparse random inhibition of SpikeTorch's examples, with 0.25. */
export function inhibited(
  where: string,
  { inhibitionProbability: probability = 1 }: { inhibitionProbability?: number },
) {
  realNumber(`${where}, inhibitionProbability`, probability, { least: 0, most: 1, Problem: ModelError });
  return probability === 1 ? "allButSelf" : sparse({ probability, self: false });
}

function excitatory(largest: number, options: DiehlCookOptions<string, string>): NeuronModel {
  const { thetaPlus, tauTheta, thetaFirst, thetaSpikes, excitatory: given } = options;
  if (!given) return excitatoryNeuron("diehlCook2015", options, largest);
  refuseBeside("excitatory", { thetaPlus, tauTheta, thetaFirst, thetaSpikes }, "the neuron model");
  return given;
}

/** A model's parameters have no meaning if another model is given. */
function refuseBeside(model: string, numbers: Readonly<Record<string, unknown>>, place: string): void {
  const [given] = Object.entries(numbers).filter((entry) => entry[1] !== undefined);
  if (given === undefined) return;
  throw new ModelError(
    `diehlCook2015: found ${given[0]} together with ${model}, expected one of them. Set it in ${place}.`,
  );
}

function learningRule(
  pixels: number,
  { etaPre, etaPost, wMax, plasticity }: DiehlCookOptions<string, string>,
): SynapseModel {
  if (plasticity) {
    refuseBeside("plasticity", { etaPre, etaPost, wMax }, "the synapse model");
    return plasticity;
  }
  const published = diehlCookStdp.parameters;
  const scale = weightScale(pixels);
  const parameters = {
    ...published,
    etaPre: etaPre ?? published.etaPre * scale,
    etaPost: etaPost ?? published.etaPost * scale,
    wMax: wMax ?? published.wMax * scale,
  };
  return synapse({ ...diehlCookStdp, parameters });
}
