import { checkOptions, nameOf, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { adjustable } from "../../model/adjustable.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { type Population, population, type SpikeSource, spikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { synapse } from "../../model/synapse.js";
import { uniform } from "../../model/values.js";
import { convolution, gridSize, maxPool, type WindowPattern } from "../../model/window.js";
import { firstSpikeIf } from "../neurons/firstSpikeIf.js";
import { simplifiedStdp } from "../synapses/simplifiedStdp.js";

export interface Kheradpisheh2018Options {
  /**
   * The layer that learns, whose neurons compete. With `"none"`, the second layer integrates without spiking. Default
   * 1.
   */
  readonly learn?: 1 | 2 | "none";
  /** Rows and columns of the image. Default [28, 28]. */
  readonly image?: readonly [rows: number, columns: number];
  /** Maps of the two layers. Default [30, 100]. */
  readonly maps?: readonly [first: number, second: number];
  /** Side of the layers' windows. Default [5, 5]. */
  readonly size?: readonly [first: number, second: number];
  /** Thresholds of the two layers. Default [15, 10]. */
  readonly threshold?: readonly [first: number, second: number];
  /** Radius of inhibition around a winner while a layer learns, in places. Default [2, 1]. */
  readonly radius?: readonly [first: number, second: number];
}

const OPTIONS = optionsOf<Kheradpisheh2018Options>({
  ...{ learn: true, image: true, maps: true, size: true, threshold: true, radius: true },
});

/** Variables and rates of a projection that learns; other projections have only weights. */
type Learned = "x" | "aPlus" | "aMinus";

type Layers = {
  /** [rows, columns, 2]: ON and OFF cells. */
  readonly input: SpikeSource & { readonly input: "spikes" };
  readonly conv1: Population<"v">;
  readonly pool1: Population<"v">;
  readonly conv2: Population<"v">;
  readonly inputToConv1: Projection<Learned>;
  readonly conv1ToPool1: Projection<never>;
  readonly pool1ToConv2: Projection<Learned>;
};

/**
 * Convolutional network that learns without labels, layer by layer: ON and OFF cells that spike the earlier the higher
 * the contrast, filters, a pool, filters. Neurons spike at most once for an image. While a layer learns, the first
 * neuron to spike wins (of several in a step, the one with the highest potential): it silences all others in its map,
 * and those of other maps near it, and changes the filter of its map. After learning, only the maps of a place compete.
 *
 * Present each image with `reset` for `v` of the populations and `x` of the projection that learns, and copy the
 * filters from layer to layer: benchmarks/convolutional.ts does this, and classifies 97.62 % of MNIST's test digits
 * correctly. Filters start uniform in [0.7, 0.9].
 *
 * @throws ModelError for options that do not fit
 * @see Kheradpisheh, Ganjtabesh, Thorpe & Masquelier (2018), STDP-based spiking deep convolutional neural networks for
 *   object recognition, doi:10.1016/j.neunet.2017.12.005; constants of its section 3.3
 * @see Mozafari, Ganjtabesh, Nowzari-Dalini & Masquelier (2019), SpykeTorch, doi:10.3389/fnins.2019.00625
 */
export function kheradpisheh2018(options: Kheradpisheh2018Options = {}): Network<Layers> {
  const where = "kheradpisheh2018";
  checkOptions(where, options, OPTIONS, { example: "{ learn: 1 }", Problem: ModelError });
  const {
    learn = 1,
    image = [28, 28],
    maps = [30, 100],
    size = [5, 5],
    threshold = [15, 10],
    radius = [2, 1],
  } = options;
  if (![1, 2, "none"].includes(learn)) {
    throw new ModelError(`${where}, learn: found ${nameOf(learn)}, expected 1, 2 or "none".`);
  }
  for (const [name, pair] of Object.entries({ image, maps, size, threshold, radius })) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ModelError(`${where}, ${name}: found ${nameOf(pair)}, expected two numbers.`);
    }
    for (const n of pair) {
      if (name === "threshold") realNumber(`${where}, ${name}`, n, { least: 0, Problem: ModelError });
      else wholeNumber(`${where}, ${name}`, n, name === "radius" ? 0 : 1, 4096, { Problem: ModelError });
    }
  }
  const [rows, columns] = image;
  const first = convolution({ input: [rows, columns, 2], filters: maps[0], size: size[0], padding: "same" });
  const pool = maxPool({ input: first.window.output, size: 2 });
  const second = convolution({ input: pool.window.output, filters: maps[1], size: size[1], padding: "same" });
  const layer = (number: 1 | 2, pattern: WindowPattern) => {
    const model = neuron({
      ...firstSpikeIf,
      parameters: { ...firstSpikeIf.parameters, vThresh: threshold[number - 1] },
    });
    const rivals = learn === number ? { perMap: 1, radius: radius[number - 1] } : { radius: 0 };
    return population(pattern.window.output, model, { winners: { ...rivals, inhibit: true } });
  };
  const input = spikeSource(gridSize(first.window.input));
  const conv1 = layer(1, first);
  const pool1 = population(
    pool.window.output,
    neuron({ ...firstSpikeIf, parameters: { ...firstSpikeIf.parameters, vThresh: 0.5 } }),
  );
  const collector = neuron({ equations: firstSpikeIf.equations });
  const conv2: Population<"v"> = learn === "none" ? population(second.window.output, collector) : layer(2, second);
  const stdp = () => {
    const { aPlus, aMinus, ...others } = simplifiedStdp.parameters;
    return synapse({
      ...simplifiedStdp,
      parameters: { ...others, aPlus: adjustable(aPlus), aMinus: adjustable(aMinus) },
    });
  };
  const filters = { to: "v", w: uniform(0.7, 0.9) } as const;
  return network({
    ...{ input, conv1, pool1, conv2 },
    inputToConv1: connect(input, conv1, { ...filters, pattern: first, plasticity: learn === 1 ? stdp() : undefined }),
    conv1ToPool1: connect(conv1, pool1, { to: "v", w: 1, pattern: pool }),
    pool1ToConv2: connect(pool1, conv2, { ...filters, pattern: second, plasticity: learn === 2 ? stdp() : undefined }),
  }) as unknown as Network<Layers>;
}
