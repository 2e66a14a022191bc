import { checkOptions, nameOf } from "../check/names.js";
import type { Expr } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import { checkKind, declared } from "./declared.js";
import { resolveDelay, resolvePostDelay } from "./delays.js";
import { type Ends, rangeOf, wholeOf } from "./ends.js";
import type { PairValue } from "./pairFunction.js";
import type { Known } from "./parameters.js";
import type { Pattern } from "./pattern.js";
import { checkPattern, checkSynapses } from "./patternFits.js";
import { type Drive, type DriveOptions, driveOf, type PoissonInput } from "./poissonInput.js";
import type { Population, PopulationSlice, SourceSlice, SpikeSource } from "./population.js";
import { type SynapseModel, synapse } from "./synapse.js";
import { checkTarget } from "./target.js";
import type { Distribution, Value } from "./values.js";
import { resolveSum, resolveWeights, type Weights } from "./weights.js";

/**
 * `to` is the variable of the postsynaptic neurons that an arriving spike is added to; left out if a synapse model
 * names the variables itself.
 */
export type ProjectionOptions<
  To extends string,
  S extends string = string,
  I extends string = never,
  A extends string = string,
> = Synapses<To, S, I, A> &
  ({ readonly to: To } | { readonly to?: undefined; readonly plasticity: SynapseModel<S, To, I, A> });

interface Synapses<To extends string, S extends string, I extends string, A extends string> {
  /**
   * Weights: one value, one per synapse (dense: [pre, post], convolution: [height, width, channels, filters], row by
   * row), a distribution, or a function of the two neurons, `(i, j) => nS(…)`.
   */
  readonly w: Value | PairValue;
  readonly pattern?: Pattern;
  /** Conduction delay, rounded to whole steps: one for all, drawn for each synapse, or a function of the two neurons. */
  readonly delay?: Quantity<"time"> | Distribution | PairValue<Quantity<"time">>;
  /** Time from a neuron's spike to its postsynaptic event, `onPost`; rounded to whole steps. */
  readonly postDelay?: Quantity<"time">;
  readonly plasticity?: SynapseModel<S, To, I, A>;
  /**
   * Sum to which the weights onto each postsynaptic neuron are scaled before each presentation; for a convolution, the
   * weights of each filter.
   */
  readonly normalize?: number | Quantity;
}

const OPTIONS = [
  "to",
  "w",
  "pattern",
  "delay",
  "postDelay",
  "plasticity",
  "normalize",
] as const satisfies readonly (keyof ProjectionOptions<string>)[];

/**
 * The synapses from one population to another. `S` is the union of the names of their variables, without `w`, and of
 * their writable parameters.
 */
export interface Projection<S extends string = string> extends Ends {
  readonly kind: "projection";
  /** What an arriving spike adds to which variables of the postsynaptic neurons. */
  readonly transmit: readonly { readonly target: string; readonly value: Expr }[];
  readonly w: Weights;
  readonly pattern: Pattern;
  /** In ms. */
  readonly delay: Weights["value"];
  /** Delay of the postsynaptic event, in ms. */
  readonly postDelay: number;
  readonly plasticity?: SynapseModel<S, string, string>;
  readonly normalize?: number;
}

/**
 * Connects two populations, or slices of them. Patterns and functions of (i, j) count neurons from the start of each
 * end.
 *
 * @throws ModelError for a target variable, pattern, weight or delay that does not suit the two populations
 */
export function connect<Post extends Population | PopulationSlice>(
  pre: PoissonInput,
  post: Post,
  options: DriveOptions<Post["model"]["states"][number]>,
): Drive;
export function connect<Post extends Population | PopulationSlice, S extends string = never, A extends string = string>(
  pre: Population | SpikeSource | PopulationSlice | SourceSlice,
  post: Post,
  options: ProjectionOptions<Post["model"]["states"][number], S, Post["model"]["inputs"][number], A>,
): Projection<S | Known<A>>;
export function connect(
  pre: Population | SpikeSource | PopulationSlice | SourceSlice | PoissonInput,
  post: Population | PopulationSlice,
  options: ProjectionOptions<string, string, string> | DriveOptions<string>,
): Projection | Drive {
  checkKind("connect, post", post, ["population", "slice"], "a population: population(100, model)");
  if (!("model" in post)) {
    throw new ModelError("connect, post: found a slice of a source, expected neurons: population(100, model).");
  }
  const kinds = ["population", "source", "slice", "poissonInput"];
  checkKind("connect, pre", pre, kinds, "a population or a source: poisson(100)");
  if (pre.kind === "poissonInput")
    return driveOf(pre, wholeOf<Population>(post), rangeOf(post), options as DriveOptions<string>);
  return projectionOf(pre, post, options as ProjectionOptions<string, string, string>);
}

function projectionOf(
  pre: Population | SpikeSource | PopulationSlice | SourceSlice,
  post: Population | PopulationSlice,
  options: ProjectionOptions<string, string, string>,
): Projection {
  const where = "connect";
  checkOptions(where, options, OPTIONS, { example: '{ to: "v", w: 1 }', Problem: ModelError });
  if (options.plasticity !== undefined) {
    checkKind(`${where}, plasticity`, options.plasticity, ["synapse"], "a synapse model: synapse({ … })");
  }
  const { plasticity, pattern = "dense" } = options;
  const joined = {
    pre: wholeOf(pre),
    post: wholeOf<Population>(post),
    ends: { pre: rangeOf(pre), post: rangeOf(post) },
  };
  const w = resolveWeights(options.w, joined.ends, plasticity);
  const delay = resolveDelay(options.delay, where);
  checkPattern(where, pattern, { pre, post }, joined);
  const isSlice = [pre, post].some((end) => end.kind === "slice");
  checkSynapses(where, pattern, { ...options, w: w.value, delay, isSlice });
  checkSummed(where, post, plasticity);
  return declared({
    kind: "projection",
    ...joined,
    transmit: resolveTargets(where, post, options),
    w,
    pattern,
    delay,
    postDelay: resolvePostDelay(options, where),
    plasticity,
    normalize: resolveSum(options.normalize, w, where),
  });
}

/** The targets and what is added to them; `to` stands for a target that the synapse model does not name. */
function resolveTargets(
  where: string,
  { model: { states } }: Pick<Population, "model">,
  { to, plasticity = fixed }: { readonly to?: string; readonly plasticity?: SynapseModel<string, string, string> },
): Projection["transmit"] {
  // A synapse with sums transmits to a variable only if one is named.
  if (to === undefined && plasticity.summed.length > 0 && plasticity.transmitsByDefault) return [];
  const takesTo = plasticity.transmit.some(({ target }) => target === undefined);
  if (!takesTo && to !== undefined) {
    throw new ModelError(
      `${where}, to: found ${nameOf(to)}, expected nothing, as the synapse model names the variables itself. Leave it out.`,
    );
  }
  return plasticity.transmit.map(({ target, value }) => {
    const [at, given] = target === undefined ? ["to", to] : ["plasticity, transmit", target];
    return { target: checkTarget(`${where}, ${at}`, given, states), value };
  });
}

const fixed = synapse({});

/** Sums need inputs that the postsynaptic neurons declare, and synapses that are not shared. */
function checkSummed(
  where: string,
  { model: { inputs } }: Pick<Population, "model">,
  rule: Projection["plasticity"],
): void {
  for (const { target } of rule?.summed ?? []) {
    if (inputs.includes(target)) continue;
    const known = inputs.length === 0 ? 'none is declared: neuron({ inputs: ["iGap"], … })' : inputs.join(", ");
    throw new ModelError(
      `${where}, plasticity, summed: found "${target}", expected an input of the neurons: ${known}.`,
    );
  }
}
