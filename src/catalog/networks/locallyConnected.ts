import { checkOptions, nameOf, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { local } from "../../model/local.js";
import { type Network, network } from "../../model/network.js";
import { pairs } from "../../model/pattern.js";
import { connect, type Projection } from "../../model/projection.js";
import type { SynapseModel } from "../../model/synapse.js";
import { type Layer, learningLayer } from "./competition.js";
import { SUM } from "./diehlCook2015.js";
import { type AdaptiveThresholdOptions, THRESHOLD } from "./excitatory.js";

export interface LocallyConnectedOptions extends AdaptiveThresholdOptions {
  /** Rows and columns of the input. Default [28, 28]. */
  readonly image?: readonly [rows: number, columns: number];
  /** Neurons that see the same window and compete. Default 100. */
  readonly filters?: number;
  /** Rows and columns of a window. Default 12. */
  readonly size?: number;
  /** Distance between neighboring windows. Default 4. */
  readonly stride?: number;
  /** Inhibition between the neurons of a window. Default 17. */
  readonly inhibition?: number;
  /** Sum of the weights onto a neuron. Default 78 · size² / pixels: the mean weight of the network of Diehl & Cook. */
  readonly normalize?: number;
  /** Rule of the input weights. Default `diehlCookStdp`. */
  readonly plasticity?: SynapseModel;
}

const OPTIONS = [
  ...THRESHOLD,
  ...optionsOf<Omit<LocallyConnectedOptions, keyof AdaptiveThresholdOptions>>({
    ...{ image: true, filters: true, size: true, stride: true },
    ...{ inhibition: true, normalize: true, plasticity: true },
  }),
];

/** Sum of the weights of a window of size × size pixels, for the same mean weight as with a whole image. */
export const windowSum = (size: number, pixels: number): number => (SUM * size ** 2) / pixels;

/**
 * Locally connected network: windows slide over the image, each window has neurons of its own with their own plastic
 * weights, and neurons that see the same window inhibit one another.
 *
 * @throws ModelError for options that do not fit
 * @see Saunders, Patel, Hazan, Siegelmann & Kozma (2019), Locally connected spiking neural networks for unsupervised
 *   feature learning, doi:10.1016/j.neunet.2019.08.016
 */
export function locallyConnected(
  options: LocallyConnectedOptions = {},
): Network<Layer & { readonly excToExc: Projection }> {
  const where = "locallyConnected";
  checkOptions(where, options, OPTIONS, { example: "{ filters: 100, size: 12, stride: 4 }", Problem: ModelError });
  const { image = [28, 28], filters = 100, size = 12, stride = 4, inhibition = 17 } = options;
  if (!Array.isArray(image) || image.length !== 2) {
    throw new ModelError(`${where}, image: found ${nameOf(image)}, expected [rows, columns].`);
  }
  const [rows, columns]: number[] = image;
  for (const [name, value] of Object.entries({ rows, columns, filters, size, stride })) {
    wholeNumber(`${where}, ${name}`, value, 1, 4096, { Problem: ModelError });
  }
  realNumber(`${where}, inhibition`, inhibition, { least: 0, Problem: ModelError });
  const normalize = options.normalize ?? windowSum(size, rows * columns);
  realNumber(`${where}, normalize`, normalize, { least: 0, above: true, Problem: ModelError });
  const pattern = local({ input: [rows, columns, 1], filters, size, stride });
  const [height, width] = pattern.window.output;
  const neurons = height * width * filters;
  // The weights of a whole image, of which each neuron sees a window.
  const read = { ...options, neurons, pixels: rows * columns, normalize };
  const layer = learningLayer(where, read, inhibition * filters, pattern);
  const [pre, post]: number[][] = [[], []];
  for (let neuron = 0; neuron < neurons; neuron++) {
    const first = neuron - (neuron % filters);
    for (let other = first; other < first + filters; other++) {
      if (other === neuron) continue;
      pre.push(neuron);
      post.push(other);
    }
  }
  const { exc } = layer;
  return network({ ...layer, excToExc: connect(exc, exc, { to: "gInh", w: inhibition, pattern: pairs(pre, post) }) });
}
