import { checkCallback } from "../check/callback.js";
import { checkFlag } from "../check/flag.js";
import { checkName, checkOptions, nameOf } from "../check/names.js";
import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import type { Field } from "../program/program.js";
import { readSteps } from "../units/steps.js";
import type { Given } from "./given.js";
import { type CheckedInput, checkInputs } from "./inputs.js";
import type { Layout } from "./layout.js";
import type { Call, Parts, PresentOptions, StepEvent } from "./presentation.js";
import { type PlannedSample, planReset, planSamples } from "./samples.js";
import type { Variable } from "./variable.js";

/** A presentation with all numbers checked. */
export interface Plan {
  readonly steps: number;
  readonly countSteps: number;
  readonly learning: boolean;
  readonly inputs: readonly CheckedInput[];
  readonly record: readonly string[];
  readonly samples: readonly PlannedSample[];
  /** Fields that are reset to their initial values. */
  readonly reset: readonly Field[];
  readonly minSpikes: readonly (readonly [population: string, spikes: number])[];
  readonly maxTries: number;
  readonly increase: number;
  readonly onStep?: (at: StepEvent) => unknown;
}

/** What presentations are planned for. */
interface Planning {
  readonly call: Call;
  readonly layout: Layout;
  /** The variables that may be sampled. */
  readonly variables: ReadonlySet<Variable>;
}

/** @throws InputError for invalid options */
export function planPresentation(
  { call, layout, variables }: Planning,
  input: Given,
  options: PresentOptions<Parts>,
): Plan {
  const { dt, sources, populations } = layout;
  const countSteps = readSteps(`${call}, duration`, options.duration, dt, 1);
  const rest = options.rest === undefined ? 0 : readSteps(`${call}, rest`, options.rest, dt, 0);
  const { learning = true, increase = 0.5 } = options;
  checkFlag(`${call}, learning`, learning);
  realNumber(`${call}, increase`, increase, { least: 0 });
  checkCallback(`${call}, onStep`, options.onStep);
  const maxTries = wholeNumber(`${call}, maxTries`, options.maxTries ?? 20, 1);
  if (options.minSpikes !== undefined) checkOptions(`${call}, minSpikes`, options.minSpikes, populations);
  const minSpikes = Object.entries<number | undefined>(options.minSpikes ?? {}).flatMap(([name, spikes]) => {
    checkName(`${call}, minSpikes`, "a population", name, populations);
    return spikes === undefined ? [] : [[name, wholeNumber(`${call}, minSpikes, "${name}"`, spikes, 0)] as const];
  });
  if (options.record !== undefined && !Array.isArray(options.record)) {
    throw new InputError(`${call}, record: found ${nameOf(options.record)}, expected a list of names.`);
  }
  const record = [...new Set(options.record ?? [])];
  for (const name of record) {
    checkName(`${call}, record`, "a population or source", name, [...populations, ...sources.map((s) => s.name)]);
  }
  const tries = minSpikes.length > 0 ? maxTries : 1;
  return {
    steps: countSteps + rest,
    countSteps,
    learning,
    inputs: checkInputs(call, sources, input, { dt, countSteps, steps: countSteps + rest, tries, increase }),
    record,
    samples: options.sample === undefined ? [] : planSamples(call, layout, options.sample, variables),
    reset: options.reset === undefined ? [] : planReset(call, layout, options.reset, variables),
    minSpikes,
    maxTries: tries,
    increase,
    onStep: options.onStep,
  };
}
