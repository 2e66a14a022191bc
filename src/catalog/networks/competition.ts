import { checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import type { Pattern } from "../../model/pattern.js";
import { checkSize, type Population, poisson, population, type SpikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { type SynapseModel, synapse } from "../../model/synapse.js";
import { uniform } from "../../model/values.js";
import { diehlCookStdp } from "../synapses/diehlCookStdp.js";
import { INITIAL, PIXELS, SUM, weightScale } from "./diehlCook2015.js";
import { type AdaptiveThresholdOptions, type ExcitatoryState, excitatoryNeuron, THRESHOLD } from "./excitatory.js";

/** Options that the relatives of the network of Diehl & Cook (2015) share. */
export interface CompetitionOptions extends AdaptiveThresholdOptions {
  /** Excitatory neurons. Default 400. */
  readonly neurons?: number;
  /** Poisson inputs, one for each pixel. Default 784. */
  readonly pixels?: number;
  /** Sum of the weights onto each excitatory neuron. Default 78. */
  readonly normalize?: number;
  /** Rule of the input weights. Default `diehlCookStdp`, scaled for the number of pixels. */
  readonly plasticity?: SynapseModel;
}

export const COMPETITION = [
  ...THRESHOLD,
  ...optionsOf<Omit<CompetitionOptions, keyof AdaptiveThresholdOptions>>({
    neurons: true,
    pixels: true,
    normalize: true,
    plasticity: true,
  }),
];

/** The shared options, checked. */
export function readCompetition(
  where: string,
  options: CompetitionOptions,
  known: readonly string[],
): CompetitionOptions & Required<Pick<CompetitionOptions, "neurons" | "pixels" | "normalize">> {
  checkOptions(where, options, known, { example: "{ neurons: 400 }", Problem: ModelError });
  const { neurons = 400, pixels = PIXELS, normalize = SUM } = options;
  checkSize(neurons, `${where}, neurons`);
  checkSize(pixels, `${where}, pixels`);
  realNumber(`${where}, normalize`, normalize, { least: 0, above: true, Problem: ModelError });
  return { ...options, neurons, pixels, normalize };
}

export type Layer = {
  readonly input: SpikeSource & { readonly input: "rates" };
  readonly exc: Population<ExcitatoryState>;
  readonly inputToExc: Projection;
};

/**
 * Poisson inputs onto excitatory neurons with plastic weights, as in the network of Diehl & Cook.
 * @param inhibition the largest inhibitory conductance that can arrive at a neuron at once
 * @param pattern connections from the inputs; all to all by default
 */
export function learningLayer(
  where: string,
  options: ReturnType<typeof readCompetition>,
  inhibition: number,
  pattern: Pattern = "dense",
): Layer {
  const { neurons, pixels, normalize, plasticity } = options;
  const scale = weightScale(pixels);
  const { etaPre, etaPost, wMax } = diehlCookStdp.parameters;
  const parameters = {
    ...diehlCookStdp.parameters,
    etaPre: etaPre * scale,
    etaPost: etaPost * scale,
    wMax: wMax * scale,
  };
  const [input, exc] = [poisson(pixels), population(neurons, excitatoryNeuron(where, options, inhibition))];
  const [least, most] = INITIAL.map((w) => w * Math.min(1, scale));
  const rule: SynapseModel = plasticity ?? synapse({ ...diehlCookStdp, parameters });
  const inputToExc = connect<Population, string>(input, exc, {
    to: "gExc",
    w: uniform(least, most),
    pattern,
    plasticity: rule,
    normalize,
  });
  return { input, exc, inputToExc };
}
