import { ModelError } from "../errors.js";
import { derive, foldConstants } from "../integrate/derive.js";
import type { MethodName } from "../integrate/method.js";
import type { Population } from "../model/population.js";
import { ms } from "../units/units.js";
import { lowerEvents, lowerUpdate, qualified } from "./assignments.js";
import { drawValues } from "./draw.js";
import type { NamedField, NamedPopulation } from "./named.js";
import type { Domain } from "./program.js";

export interface LoweringOptions {
  /** In ms. */
  readonly dt: number;
  readonly seed: number;
  readonly flush: number;
  readonly method?: MethodName;
}

export function lowerPopulation(key: string, { model, size }: Population, options: LoweringOptions): NamedPopulation {
  const where = `population "${key}"`;
  const qualify = (n: string) => `${key}.${n}`;
  const domain: Domain = { name: key, level: "neuron", size };
  const derivation = derive({ ...model, where }, { dt: ms(options.dt), method: options.method });
  const steps = Math.round(model.refractory / options.dt);
  if (model.refractory > 0 && steps === 0) {
    throw new ModelError(
      `${where}: found a step of ${options.dt} ms, expected at most the refractory period, ${model.refractory} ms. ` +
        "Use a shorter step.",
    );
  }

  const field = (name: string, initial: number | Float64Array, options: Partial<NamedField> = {}): NamedField => {
    if (typeof initial !== "number" && initial.length !== size) {
      throw new ModelError(
        `${where}, "${name}": found ${initial.length} values, expected one for each of ${size} neurons.`,
      );
    }
    return { name: qualify(name), domain, initial, type: "float", plastic: false, ...options };
  };
  const fields = model.states.map((state) => {
    const initial = model.initial.get(state)?.value ?? 0;
    const drawn = drawValues(initial, size, { seed: options.seed, name: qualify(state) });
    return field(state, drawn, { plastic: model.plastic.includes(state) });
  });
  for (const [parameter, { value }] of model.system.parameters) {
    if (typeof value === "number") continue;
    fields.push(field(parameter, drawValues(value, size, { seed: options.seed, name: qualify(parameter) })));
  }
  if (steps > 0) fields.push(field("refractory", 0, { type: "int" }));

  const left = qualify("refractory");
  const held = new Set<string>(steps > 1 ? model.hold : []);
  return {
    domain,
    fields,
    warnings: derivation.warnings,
    update: lowerUpdate(derivation, qualify, { held, flush: options.flush }),
    held: new Set([...held].map(qualify)),
    threshold: model.threshold && qualified(foldConstants(model.threshold, model.constants), qualify),
    refractory: steps > 0 ? { steps, left } : undefined,
    reset: lowerEvents(model.reset, model.constants, qualify),
    closed: new Map(steps > 0 ? model.hold.map((state) => [qualify(state), left]) : []),
  };
}
