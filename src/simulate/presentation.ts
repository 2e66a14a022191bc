import type { Combine } from "../backend/backend.js";
import { optionsOf } from "../check/names.js";
import type { Numbers } from "../check/numbers.js";
import type { NamesOf, Part } from "../model/network.js";
import type { Population, SpikeSource } from "../model/population.js";
import type { Series } from "../model/series.js";
import type { SpikeTensor } from "../spikes/spikeTensor.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Rank } from "../tfjs/tensor.js";
import type { WithTensor } from "../tfjs/withTensor.js";
import type { Quantity } from "../units/quantity.js";
import type { Sample, SampleRequest } from "./samples.js";
import type { Variable } from "./variable.js";

export type Parts = Readonly<Record<string, Part>>;

/** The names of everything that spikes. */
export type Spiking<P> = NamesOf<P, Population> | NamesOf<P, SpikeSource>;

/** The neurons of each population and source that fired in a step, in ascending order. */
export type StepSpikes<P extends Parts = Parts> = { readonly [N in Spiking<P>]: Int32Array };

/** For each source: rates in Hz, one per neuron, or a series of them, or a spike train. Missing sources are silent. */
export type Inputs<P extends Parts> = { readonly [N in NamesOf<P, SpikeSource>]?: InputOf<P[N]> };

type InputOf<S> = S extends { readonly input: "rates" }
  ? Numbers | Series
  : S extends { readonly input: "spikes" }
    ? SpikeTrain
    : S extends SpikeSource
      ? Numbers | Series | SpikeTrain
      : never;

export interface PresentOptions<P extends Parts, R extends string = string, S extends string = string> {
  /** Duration of the input, rounded to whole steps. */
  readonly duration: Quantity<"time">;
  /** Time without input afterward, in which spikes are not counted; none by default. */
  readonly rest?: Quantity<"time">;
  /** Minimum number of spikes of a population during `duration`; with fewer, the input is presented again. */
  readonly minSpikes?: { readonly [N in NamesOf<P, Population>]?: number };
  /** Maximum number of presentations, 20 by default; the last one is returned in any case. */
  readonly maxTries?: number;
  /** Try t = 0, 1, 2 … has the rates × (1 + increase·t); 0.5 by default, as in Diehl & Cook's sequence 2, 3, 4 … */
  readonly increase?: number;
  /** Whether weights and other plastic variables change; true by default. */
  readonly learning?: boolean;
  /** Populations and sources whose individual spikes are recorded. */
  readonly record?: readonly R[];
  /** Variables to sample, under names of your own: `{ v: sim.state.exc.v }`. */
  readonly sample?: { readonly [N in S]: SampleRequest };
  /** Variables that are reset to their initial values before the input is presented: `[sim.state.exc.v]`. */
  readonly reset?: readonly Variable[];
  /**
   * Called and awaited after each step, to inspect and modify the simulation. Slow on backends that run whole
   * presentations, as each step becomes a presentation of its own.
   */
  onStep?(at: StepEvent<P>): unknown;
}

/** Options of {@link Simulation.run}, which has no input that could be presented again. */
export type RunOptions<P extends Parts, R extends string = string, S extends string = string> = Pick<
  PresentOptions<P, R, S>,
  "learning" | "record" | "sample" | "reset" | "onStep"
>;

/** Options of presentations side by side, without learning. */
export type EvaluateOptions<P extends Parts, R extends string = string, S extends string = string> = Omit<
  PresentOptions<P, R, S>,
  "learning" | "onStep"
>;

/** Options of a minibatch. */
export interface BatchOptions<P extends Parts, R extends string = string, S extends string = string>
  extends EvaluateOptions<P, R, S> {
  /**
   * `"sum"` by default: a batch changes about as much as its examples would one by one. With `"mean"`, it changes as
   * much as one example, so that n times as many examples are needed.
   */
  readonly combine?: Combine;
}

/** The argument of a hook between steps. */
export interface StepEvent<P extends Parts = Parts> {
  /** 0, 1, 2 … since the presentation began. */
  readonly step: number;
  /** The end of the step, in ms since the presentation began. */
  readonly time: number;
  /** The neurons that fired in this step, in ascending order. */
  readonly spikes: StepSpikes<P>;
}

/** The result of a presentation: typed arrays, each with a `tensor()` method that converts it to a tensor. */
export interface Presented<P extends Parts, R extends string, S extends string> {
  /** Spikes in `duration`, [neurons] */
  readonly counts: { readonly [N in NamesOf<P, Population>]: WithTensor<Int32Array, Rank.R1> };
  /** Spikes in `duration` and `rest`; as a tensor, zeros and ones, [steps, neurons]. */
  readonly spikes: { readonly [N in R]: SpikeTensor };
  /** As a tensor, [samples, elements]. */
  readonly samples: { readonly [N in S]: WithTensor<Sample, Rank.R2> };
  /** How often the input was presented. */
  readonly tries: number;
}

const SIDE_BY_SIDE = { duration: true, rest: true, minSpikes: true, maxTries: true, increase: true } as const;
const RECORDS = { record: true, sample: true, reset: true } as const;

/** The options of each call. */
export const OPTIONS = {
  present: optionsOf<PresentOptions<Parts>>({ ...SIDE_BY_SIDE, ...RECORDS, learning: true, onStep: true }),
  run: optionsOf<RunOptions<Parts>>({ ...RECORDS, learning: true, onStep: true }),
  evaluate: optionsOf<EvaluateOptions<Parts>>({ ...SIDE_BY_SIDE, ...RECORDS }),
  learnBatch: optionsOf<BatchOptions<Parts>>({ ...SIDE_BY_SIDE, ...RECORDS, combine: true }),
};

export type Call = keyof typeof OPTIONS;
