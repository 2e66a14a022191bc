import { checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import { neuron } from "../../model/neuron.js";
import type { Pattern } from "../../model/pattern.js";
import { checkSize, type Population, poisson, population, type SpikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { type SynapseModel, synapse } from "../../model/synapse.js";
import { uniform } from "../../model/values.js";
import type { Quantity } from "../../units/quantity.js";
import { diehlCookExcitatory } from "../neurons/diehlCook.js";
import { diehlCookStdp } from "../synapses/diehlCookStdp.js";
import { type ExcitatoryState, INITIAL, PIXELS, SUM, weightScale } from "./diehlCook2015.js";

/** Options that the relatives of the network of Diehl & Cook (2015) share. */
export interface CompetitionOptions {
  /** Excitatory neurons. Default 400. */
  readonly neurons?: number;
  /** Poisson inputs, one for each pixel. Default 784. */
  readonly pixels?: number;
  /** Sum of the weights onto each excitatory neuron. Default 78. */
  readonly normalize?: number;
  /** By how much a spike raises a neuron's threshold. Default 0.05 mV. */
  readonly thetaPlus?: Quantity<"potential">;
  /** Time constant of the adaptive threshold. Default 10⁷ ms. */
  readonly tauTheta?: Quantity<"time">;
  /** Rule of the input weights. Default `diehlCookStdp`, scaled for the number of pixels. */
  readonly plasticity?: SynapseModel;
}

export const COMPETITION = optionsOf<CompetitionOptions>({
  neurons: true,
  pixels: true,
  normalize: true,
  thetaPlus: true,
  tauTheta: true,
  plasticity: true,
});

/** The shared options, checked. */
export function readCompetition(
  where: string,
  options: CompetitionOptions,
  known: readonly string[],
): CompetitionOptions & Required<Pick<CompetitionOptions, "neurons" | "pixels" | "normalize">> {
  checkOptions(where, options, known, { example: "{ neurons: 400 }", Problem: ModelError });
  const { neurons = 400, pixels = PIXELS, normalize = SUM, thetaPlus, tauTheta, plasticity } = options;
  checkSize(neurons, `${where}, neurons`);
  checkSize(pixels, `${where}, pixels`);
  realNumber(`${where}, normalize`, normalize, { least: 0, above: true, Problem: ModelError });
  return { neurons, pixels, normalize, thetaPlus, tauTheta, plasticity };
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
  { neurons, pixels, normalize, thetaPlus, tauTheta, plasticity }: ReturnType<typeof readCompetition>,
  inhibition: number,
  pattern: Pattern = "dense",
): Layer {
  const scale = weightScale(pixels);
  const { etaPre, etaPost, wMax } = diehlCookStdp.parameters;
  const parameters = {
    ...diehlCookStdp.parameters,
    etaPre: etaPre * scale,
    etaPost: etaPost * scale,
    wMax: wMax * scale,
  };
  const { parameters: published } = diehlCookExcitatory;
  const threshold = {
    ...published,
    thetaPlus: thetaPlus ?? published.thetaPlus,
    tauTheta: tauTheta ?? published.tauTheta,
  };
  const model = neuron({ ...diehlCookExcitatory, parameters: threshold, ranges: { gInh: [0, inhibition] } });
  const [input, exc] = [poisson(pixels), population(neurons, model)];
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
