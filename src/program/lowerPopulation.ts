import { ModelError } from "../errors.js";
import { derive, foldConstants } from "../integrate/derive.js";
import type { MethodName } from "../integrate/method.js";
import type { Population } from "../model/population.js";
import { ms } from "../units/units.js";
import { lowerEvents, lowerUpdate, qualified } from "./assignments.js";
import { drawValues } from "./draw.js";
import type { Decay, Field, PopulationStep } from "./program.js";

export interface LoweredPopulation {
  readonly fields: readonly Field[];
  readonly warnings: readonly string[];
  /** For each variable that takes no input while a neuron is refractory the field that tells whether it is. */
  readonly closed: ReadonlyMap<string, string>;
  /** The step and its decaying fields, in presentations that learn or not. */
  schedule(learning: boolean): { readonly step: PopulationStep; readonly decays: readonly Decay[] };
}

export interface LoweringOptions {
  /** In ms. */
  readonly dt: number;
  readonly seed: number;
  readonly flush: number;
  readonly method?: MethodName;
}

const FREE: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

export function lowerPopulation(key: string, { model, size }: Population, options: LoweringOptions): LoweredPopulation {
  const where = `population "${key}"`;
  const qualify = (n: string) => `${key}.${n}`;
  const derivation = derive({ ...model, where }, { dt: ms(options.dt), method: options.method });
  const refractory = Math.round(model.refractory / options.dt);
  if (model.refractory > 0 && refractory === 0) {
    throw new ModelError(
      `${where}: found a step of ${options.dt} ms, expected at most the refractory period, ${model.refractory} ms. ` +
        "Use a shorter step.",
    );
  }

  const field = (name: string, value: number | Float64Array, plastic: boolean, type: Field["type"] = "float") => {
    if (typeof value !== "number" && value.length !== size) {
      throw new ModelError(
        `${where}, "${name}": found ${value.length} values, expected one for each of ${size} neurons.`,
      );
    }
    return { name: qualify(name), domain: key, initial: value, type, plastic, bounds: FREE } satisfies Field;
  };
  const fields: Field[] = model.states.map((state) => {
    const initial = model.initial.get(state)?.value ?? 0;
    const drawn = drawValues(initial, size, { seed: options.seed, name: qualify(state) });
    return field(state, drawn, model.plastic.includes(state));
  });
  for (const [parameter, { value }] of model.system.parameters) {
    if (typeof value === "number") continue;
    fields.push(field(parameter, drawValues(value, size, { seed: options.seed, name: qualify(parameter) }), false));
  }
  if (refractory > 0) fields.push(field("refractory", 0, false, "int"));

  const held = new Set(refractory > 1 ? model.hold : []);
  const threshold = model.threshold && qualified(foldConstants(model.threshold, model.constants), qualify);
  const reset = lowerEvents(model.reset, model.constants, qualify);
  return {
    fields,
    warnings: derivation.warnings,
    closed: new Map(refractory > 0 ? model.hold.map((state) => [qualify(state), qualify("refractory")]) : []),
    schedule(learning) {
      const frozen = new Set(learning ? [] : model.plastic);
      const { locals, next, decays } = lowerUpdate(derivation, qualify, { held, frozen, flush: options.flush });
      const isFrozen = (name: string) => model.plastic.some((state) => !learning && qualify(state) === name);
      const step: PopulationStep = {
        domain: key,
        size,
        locals,
        next,
        held: [...held].map(qualify),
        threshold,
        refractory,
        refractoryField: refractory > 0 ? qualify("refractory") : undefined,
        reset: reset.filter((a) => !isFrozen(a.field)),
      };
      return { step, decays };
    },
  };
}
