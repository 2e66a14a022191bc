import { checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { type Population, poisson, population, type SpikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { synapse } from "../../model/synapse.js";
import { uniform } from "../../model/values.js";
import { convolution } from "../../model/window.js";
import { ms, mV } from "../../units/units.js";
import { nearestStdp } from "../synapses/nearestStdp.js";
import { PIXELS, SUM } from "./diehlCook2015.js";

export interface ConvEthOptions {
  /** Rows and columns of the image. Default 28. */
  readonly image?: number;
  /** Filters, each with a neuron for each place. Default 25. */
  readonly filters?: number;
  /** Rows and columns of a filter. Default 16. */
  readonly size?: number;
  /** Distance between neighboring places. Default 4. */
  readonly stride?: number;
  /** Largest weight, in mV. Default 1. */
  readonly wMax?: number;
  /** The amount by which an inhibitory spike lowers all excitatory neurons but its partner, in mV. Default 17.4. */
  readonly inhibition?: number;
}

const OPTIONS = optionsOf<ConvEthOptions>({
  ...{ image: true, filters: true, size: true, stride: true, wMax: true, inhibition: true },
});

/**
 * The network of Diehl & Cook (2015) with filters that all places share. Each filter has a neuron for each place, whose
 * spikes change the filter by nearest-neighbor STDP; the weights of a filter sum to 78 · wMax · size² / 784, the mean
 * weight of the whole network. Weights are steps of the potential. This is SpikeTorch's `conv_eth.py`, with the rule
 * that is documented there (the script itself sums the traces of whole windows); as there, a refractory neuron
 * continues to integrate.
 *
 * @throws ModelError for options that do not fit
 * @see Diehl & Cook (2015), doi:10.3389/fncom.2015.00099; SpikeTorch, github.com/djsaunde/spiketorch,
 *   examples/conv_eth.py
 */
export function convEth(options: ConvEthOptions = {}): Network<{
  readonly input: SpikeSource & { readonly input: "rates" };
  readonly exc: Population<"v" | "theta">;
  readonly inh: Population<"v">;
  readonly inputToExc: Projection<"xPre" | "xPost">;
  readonly excToInh: Projection<never>;
  readonly inhToExc: Projection<never>;
}> {
  const where = "convEth";
  checkOptions(where, options, OPTIONS, { example: "{ filters: 25, size: 16, stride: 4 }", Problem: ModelError });
  const { image = 28, filters = 25, size = 16, stride = 4, wMax = 1, inhibition = 17.4 } = options;
  for (const [name, n] of Object.entries({ image, filters, size, stride }))
    wholeNumber(`${where}, ${name}`, n, 1, 4096, { Problem: ModelError });
  realNumber(`${where}, wMax`, wMax, { least: 0, above: true, Problem: ModelError });
  realNumber(`${where}, inhibition`, inhibition, { least: 0, Problem: ModelError });
  const pattern = convolution({ input: [image, image, 1], filters, size, stride });
  const input = poisson(image * image);
  const exc = population(pattern.window.output, neuron(convEthExcitatory));
  const inh = population(exc.size, neuron(convEthInhibitory));
  const parameters = { ...nearestStdp.parameters, wMax: mV(wMax), aPlus: 1e-2, aMinus: 1e-4 };
  return network({
    ...{ input, exc, inh },
    inputToExc: connect(input, exc, {
      to: "v",
      w: uniform(mV(0.003 * wMax), mV(0.303 * wMax)),
      pattern,
      plasticity: synapse({ ...nearestStdp, parameters }),
      normalize: mV((SUM * wMax * size ** 2) / PIXELS),
    }),
    excToInh: connect(exc, inh, { to: "v", w: mV(22.5), pattern: "oneToOne" }),
    inhToExc: connect(inh, exc, { to: "v", w: mV(-inhibition), pattern: "allButSelf" }),
  });
}

const convEthExcitatory = {
  equations: { "dv/dt": "(vRest - v) / tauMem", "dtheta/dt": "-theta / tauTheta" },
  parameters: {
    ...{ tauMem: ms(100), tauTheta: ms(1e7), vRest: mV(-65), vReset: mV(-65) },
    ...{ vThresh: mV(-52), thetaPlus: mV(0.1) },
  },
  initial: { v: mV(-65) },
  threshold: "v >= vThresh + theta",
  reset: { v: "vReset", theta: "theta + thetaPlus" },
  refractory: ms(5),
  hold: [],
  plastic: ["theta"],
} as const;

const convEthInhibitory = {
  equations: { "dv/dt": "(vRest - v) / tauMem" },
  parameters: { tauMem: ms(10), vRest: mV(-60), vReset: mV(-45), vThresh: mV(-40) },
  initial: { v: mV(-60) },
  threshold: "v >= vThresh",
  reset: { v: "vReset" },
  refractory: ms(2),
  hold: [],
} as const;
