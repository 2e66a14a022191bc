import type { Rank } from "@tensorflow/tfjs-core";
import type { Probe } from "../backend/backend.js";
import { checkCallback } from "../check/callback.js";
import { checkFlag } from "../check/flag.js";
import { checkName, checkOptions, nameOf, optionsOf } from "../check/names.js";
import type { Numbers } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import type { Series } from "../encode/series.js";
import { InputError } from "../errors.js";
import type { NamesOf, Part } from "../model/network.js";
import type { Population, SpikeSource } from "../model/population.js";
import { readsOf, type Value } from "../program/value.js";
import type { SpikeTensor } from "../spikes/spikeTensor.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { WithTensor } from "../tfjs/withTensor.js";
import type { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";
import { type CheckedInput, checkInputs } from "./inputs.js";
import type { Layout } from "./layout.js";

export type Parts = Readonly<Record<string, Part>>;

/** The neurons that fired in a step, ascending, of each population and source. */
export type StepSpikes<P extends Parts = Parts> = {
  readonly [N in NamesOf<P, Population> | NamesOf<P, SpikeSource>]: Int32Array;
};

/** For each source: rates in Hz, one per neuron, or a series of them, or a spike train. Sources that are not given are silent. */
export type Inputs<P extends Parts> = { readonly [N in NamesOf<P, SpikeSource>]?: InputOf<P[N]> };

type InputOf<S> = S extends { readonly input: "rates" }
  ? Numbers | Series
  : S extends { readonly input: "spikes" }
    ? SpikeTrain
    : S extends SpikeSource
      ? Numbers | Series | SpikeTrain
      : never;

/** A variable to sample from time to time, at the end of a step. */
export interface SampleRequest {
  /** Full name, such as `exc.v` or `inputToExc.w`; also that of a subexpression of a neuron model, such as `exc.iExc`. */
  readonly field: string;
  /** The time from one sample to the next, rounded to whole steps; one step by default. */
  readonly every?: Quantity<"time">;
  /** Elements in declared order; all by default. */
  readonly elements?: ArrayLike<number>;
}

export interface Sample {
  readonly field: string;
  readonly every: Quantity<"time", number>;
  readonly elements: Int32Array;
  /** [samples × elements], row by row */
  readonly values: Float32Array;
}

export interface PresentOptions<P extends Parts, R extends string = string, S extends string = string> {
  /** How long the input is shown, rounded to whole steps. */
  readonly duration: Quantity<"time">;
  /** Time without input afterwards, in which spikes are not counted; none by default. */
  readonly rest?: Quantity<"time">;
  /** Spikes that populations have to fire in `duration`, all neurons together; with fewer the input is shown again. */
  readonly minSpikes?: { readonly [N in NamesOf<P, Population>]?: number };
  /** Presentations at most, 20 by default; the last one is returned with what it has. */
  readonly maxTries?: number;
  /** Try t = 0, 1, 2 … has the rates × (1 + increase·t); 0.5 by default, as Diehl & Cook go from 2 to 3 to 4 … */
  readonly increase?: number;
  /** Whether weights and other plastic variables change; true by default. */
  readonly learning?: boolean;
  /** Populations and sources whose spikes are wanted one by one. */
  readonly record?: readonly R[];
  readonly sample?: { readonly [N in S]: SampleRequest };
  /** Variables that are set to their initial values before the input is shown, such as `["exc.v", "exc.gExc"]`. */
  readonly reset?: readonly string[];
  /**
   * Called, and waited for, after each step: look at the simulation and change it. Slow on the backends that run whole
   * presentations: there each step becomes a presentation of its own.
   */
  onStep?(at: StepEvent<P>): unknown;
}

/** What a hook between steps is told. */
export interface StepEvent<P extends Parts = Parts> {
  /** 0, 1, 2 … since the presentation began. */
  readonly step: number;
  /** Of the end of the step, in ms since the presentation began. */
  readonly time: number;
  /** The neurons that fired in it, ascending. */
  readonly spikes: StepSpikes<P>;
}

/** What came of a presentation: typed arrays, each of which its `tensor()` makes a tensor. */
export interface Presented<P extends Parts, R extends string, S extends string> {
  /** Spikes in `duration`, [neurons] */
  readonly counts: { readonly [N in NamesOf<P, Population>]: WithTensor<Int32Array, Rank.R1> };
  /** Spikes in `duration` and `rest`; as a tensor zeros and ones, [steps, neurons]. */
  readonly spikes: { readonly [N in R]: SpikeTensor };
  /** As a tensor [samples, elements]. */
  readonly samples: { readonly [N in S]: WithTensor<Sample, Rank.R2> };
  /** How often the input was shown. */
  readonly tries: number;
}

/** A sample, and what is probed for it: a variable, or the variables of a value that is computed from them. */
export interface PlannedSample {
  readonly name: string;
  readonly field: string;
  /** In steps. */
  readonly every: number;
  /** In the order of declaration. */
  readonly elements: Int32Array;
  readonly probes: readonly Probe[];
  readonly value?: Value;
}

/** A presentation whose every number has been checked. */
export interface Plan {
  readonly steps: number;
  readonly countSteps: number;
  readonly learning: boolean;
  readonly inputs: readonly CheckedInput[];
  readonly record: readonly string[];
  readonly samples: readonly PlannedSample[];
  /** Variables that start anew, by full name. */
  readonly reset: readonly string[];
  readonly minSpikes: readonly (readonly [population: string, spikes: number])[];
  readonly maxTries: number;
  readonly increase: number;
  readonly onStep?: (at: StepEvent) => unknown;
}

export const PRESENT_OPTIONS = optionsOf<PresentOptions<Parts>>({
  ...{ duration: true, rest: true, minSpikes: true, maxTries: true, increase: true },
  ...{ learning: true, record: true, sample: true, reset: true, onStep: true },
});

/** Of presentations side by side. */
export const SIDE_BY_SIDE_OPTIONS = PRESENT_OPTIONS.filter((name) => name !== "learning" && name !== "onStep");

const SAMPLE_OPTIONS = optionsOf<SampleRequest>({ field: true, every: true, elements: true });

/** @throws InputError for anything that a presentation cannot work with */
export function planPresentation(
  layout: Layout,
  input: Readonly<Record<string, unknown>>,
  options: PresentOptions<Parts>,
): Plan {
  checkOptions("present", options, PRESENT_OPTIONS, { example: "{ duration: ms(350) }" });
  const { dt, sources, populations } = layout;
  const countSteps = readSteps("present, duration", options.duration, dt, 1);
  const rest = options.rest === undefined ? 0 : readSteps("present, rest", options.rest, dt, 0);
  const { learning = true, increase = 0.5 } = options;
  checkFlag("present, learning", learning);
  realNumber("present, increase", increase, { least: 0 });
  checkCallback("present, onStep", options.onStep);
  const maxTries = wholeNumber("present, maxTries", options.maxTries ?? 20, 1);
  if (options.minSpikes !== undefined) checkOptions("present, minSpikes", options.minSpikes, populations);
  const minSpikes = Object.entries<number | undefined>(options.minSpikes ?? {}).flatMap(([name, spikes]) => {
    checkName("present, minSpikes", "a population", name, populations);
    return spikes === undefined ? [] : [[name, wholeNumber(`present, minSpikes, "${name}"`, spikes, 0)] as const];
  });
  if (options.record !== undefined && !Array.isArray(options.record)) {
    throw new InputError(`present, record: found ${nameOf(options.record)}, expected a list of names.`);
  }
  const record = [...new Set(options.record ?? [])];
  for (const name of record) {
    checkName("present, record", "a population or source", name, [...populations, ...sources.map((s) => s.name)]);
  }
  if (options.reset !== undefined && !Array.isArray(options.reset)) {
    throw new InputError(`present, reset: found ${nameOf(options.reset)}, expected a list of variables, ["exc.v"].`);
  }
  const reset = (options.reset ?? []).map((name) => layout.field("present, reset", name).name);
  const tries = minSpikes.length > 0 ? maxTries : 1;
  return {
    steps: countSteps + rest,
    countSteps,
    learning,
    inputs: checkInputs(sources, input, { dt, countSteps, steps: countSteps + rest, tries, increase }),
    record,
    samples: Object.entries(checkRecord("present, sample", options.sample ?? {})).map(([name, request]) =>
      planSample(layout, name, request),
    ),
    reset,
    minSpikes,
    maxTries: tries,
    increase,
    onStep: options.onStep,
  };
}

function checkRecord<T extends object>(where: string, record: T): T {
  if (typeof record === "object" && !Array.isArray(record)) return record;
  throw new InputError(`${where}: found ${nameOf(record)}, expected variables by name, { v: { field: "exc.v" } }.`);
}

function planSample(layout: Layout, name: string, request: SampleRequest): PlannedSample {
  const where = `present, sample "${name}"`;
  checkOptions(where, request, SAMPLE_OPTIONS, { example: '{ field: "exc.v" }' });
  const { field: wanted, every, elements } = request;
  const field = layout.sampled(where, wanted);
  const { declared, stored } = layout.stored(`${where}, elements`, field, elements);
  const steps = every === undefined ? 1 : readSteps(`${where}, every`, every, layout.dt, 1);
  const value = "value" in field ? field.value : undefined;
  const probed = value ? [...new Set(readsOf([value]).map((r) => r.field.name))] : [field.name];
  const probes = probed.map((each) => ({ field: each, every: steps, elements: stored }));
  return { name, field: field.name, every: steps, elements: declared, probes, value };
}
