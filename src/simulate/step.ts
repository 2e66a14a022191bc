import { checkFlag } from "../check/flag.js";
import { checkOptions, optionsOf } from "../check/names.js";
import type { Program } from "../program/program.js";
import { type CheckedInput, checkInputs } from "./inputs.js";
import type { Layout } from "./layout.js";
import type { StepSpikes } from "./presentation.js";

export interface StepOptions {
  /** Whether weights and other plastic variables change; true by default. */
  readonly learning?: boolean;
}

const OPTIONS = optionsOf<StepOptions>({ learning: true });

/** @throws InputError for an input or option that does not fit */
export function planStep(
  layout: Layout,
  input: Readonly<Record<string, unknown>>,
  options: StepOptions,
): { readonly learning: boolean; readonly checked: readonly CheckedInput[] } {
  checkOptions("step", options, OPTIONS, { example: "{ learning: false }" });
  const { learning = true } = options;
  checkFlag("step, learning", learning);
  const timing = { dt: layout.dt, countSteps: 1, steps: 1, tries: 1, increase: 0 };
  return { learning, checked: checkInputs("step", layout.sources, input, timing) };
}

/** The spikes of a step by the names of all populations and sources. */
export function named(spikes: ReadonlyMap<string, Int32Array>, program: Program): StepSpikes {
  const names = [...program.sources.map((s) => s.name), ...program.populations.map((p) => p.name)];
  return Object.fromEntries(names.map((name) => [name, spikes.get(name) ?? new Int32Array(0)]));
}
