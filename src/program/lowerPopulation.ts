import { binary, call, type Expr, name, namesIn, number } from "../equations/ast.js";
import { isDraw, isNoise } from "../equations/draws.js";
import { print } from "../equations/print.js";
import { ModelError } from "../errors.js";
import { derive, foldConstants } from "../integrate/derive.js";
import type { MethodName } from "../integrate/method.js";
import type { Population } from "../model/population.js";
import type { Refractoriness } from "../model/refractory.js";
import { drawnArray } from "../random/drawn.js";
import { ms } from "../units/units.js";
import { lowerEvents, lowerUpdate, qualified } from "./assignments.js";
import { drawn, type Name } from "./draw.js";
import { tableOf } from "./field.js";
import { seriesField } from "./lowerSeries.js";
import type { NamedAssignment, NamedField, NamedUpdate } from "./named.js";
import { withEvents } from "./ownEvents.js";
import type { Competition, Domain } from "./program.js";

export interface NamedPopulation {
  readonly domain: Domain;
  readonly fields: readonly NamedField[];
  readonly warnings: readonly string[];
  readonly update: NamedUpdate;
  readonly held: ReadonlySet<string>;
  /** Inputs that synapses provide in every step. */
  readonly inputs: readonly string[];
  readonly threshold?: Expr;
  readonly competition?: Omit<Competition, "margin" | "lot"> & { readonly margin: Expr; readonly lot?: string };
  readonly refractory?: { readonly steps: number | string; readonly left: string; readonly during?: Expr };
  readonly reset: readonly NamedAssignment[];
  /** The model's subexpressions that are defined at the end of a step, by full name. */
  readonly expressions: ReadonlyMap<string, Expr>;
  /** For each variable that takes no input while its neuron is refractory, the field that says whether it is. */
  readonly closed: ReadonlyMap<string, string>;
}

export interface LoweringOptions {
  /** In ms. */
  readonly dt: number;
  readonly seed: number;
  /** `Program.flush`. */
  readonly flush: number;
  readonly method?: MethodName;
}

export function lowerPopulation(key: string, declared: Population, options: LoweringOptions): NamedPopulation {
  const { model, size } = declared;
  const where = `population "${key}"`;
  const qualify = (n: string) => `${key}.${n}`;
  const domain: Domain = { name: key, level: "neuron", size };
  const isOwn = model.states.includes("N") || model.inputs.includes("N") || model.system.parameters.has("N");
  const constants = new Map([...(isOwn ? [] : [["N", size] as const]), ...model.constants, ["dt", options.dt]]);
  const derivation = derive({ ...model, where, constants }, { dt: ms(options.dt), method: options.method });
  const steps = refractorySteps(model.refractory, size, {
    where,
    dt: options.dt,
    seed: options.seed,
    name: qualify("refractory"),
  });

  const field = (name: string, initial: NamedField["initial"], options: Partial<NamedField> = {}): NamedField => {
    if (initial instanceof Float64Array && initial.length !== size) {
      throw new ModelError(
        `${where}, "${name}": found ${initial.length} values, expected one for each of ${size} neurons.`,
      );
    }
    return { name: qualify(name), domain, initial, type: "float", plastic: false, ...options };
  };
  const fields = model.states.map((state) => {
    const initial = model.initial.get(state)?.value ?? 0;
    const values = drawn(initial, { seed: options.seed, name: qualify(state) });
    return field(state, values, { plastic: model.plastic.includes(state) });
  });
  for (const [parameter, { value, isAdjustable, isSeveral, series }] of model.system.parameters) {
    if (series) {
      const at = { part: key, size, dt: options.dt };
      fields.push(seriesField(`${where}, "${parameter}"`, qualify(parameter), series, at));
      continue;
    }
    const [initial, table] = [drawn(value, { seed: options.seed, name: qualify(parameter) }), tableOf(key, 1)];
    if (isSeveral) fields.push(field(parameter, initial, { isAdjustable }));
    else if (isAdjustable) fields.push(field(parameter, initial, { isAdjustable, domain: table }));
  }
  for (const input of model.inputs) fields.push(field(input, 0));
  const isRefractory = typeof steps !== "number" || steps > 0;
  if (isRefractory) fields.push(field("refractory", 0, { type: "int" }));
  if (typeof steps !== "number") fields.push(field("refractorySteps", steps, { type: "int" }));

  const left = qualify("refractory");
  const held = new Set<string>(steps === 1 && model.refractory.kind === "time" ? [] : isRefractory ? model.hold : []);
  const update = lowerUpdate(derivation, qualify, { held, flush: options.flush });
  /** The update with the held variables constant, also in the equations of other variables. */
  const whileHeld = (): NamedUpdate => {
    const odes = model.odes.map((ode) => (held.has(ode.state) ? { ...ode, rate: number(0) } : ode));
    const still = derive({ ...model, where, constants, odes }, { dt: ms(options.dt), method: derivation.method });
    return lowerUpdate(still, (n) => (isStage(n) ? qualify(`held_${n}`) : qualify(n)), { held, flush: options.flush });
  };
  const isStage = (n: string) => derivation.update.locals.some(([stage]) => stage === n);
  /** Selects between the two updates for the variables that differ while a neuron is refractory. */
  const withHeld = (moving: NamedUpdate, still: NamedUpdate): NamedUpdate => {
    const isHeld = binary(">", name(left), number(0));
    const next = moving.next.map(({ field, value }) => {
      const other = still.next.find((a) => a.field === field)?.value;
      const isSame = held.has(field.slice(key.length + 1)) || !other || print(other) === print(value);
      return { field, value: isSame ? value : call("where", isHeld, other, value) };
    });
    return { ...moving, locals: [...moving.locals, ...still.locals], next };
  };
  const events = model.events.map(({ condition, set }) => ({
    condition: qualified(foldConstants(condition, constants), qualify),
    set: lowerEvents(set, constants, qualify),
  }));
  const threshold = model.threshold && qualified(foldConstants(model.threshold, constants), qualify);
  return {
    domain,
    fields,
    warnings: derivation.warnings,
    update: withEvents(held.size === 0 ? update : withHeld(update, whileHeld()), events, {
      held: new Set([...held].map(qualify)),
      left,
    }),
    held: new Set([...held].map(qualify)),
    inputs: model.inputs.map(qualify),
    threshold,
    competition: lowerWinners(declared, threshold, qualify("winners")),
    refractory: isRefractory
      ? {
          left,
          steps: typeof steps === "number" ? steps : qualify("refractorySteps"),
          during:
            model.refractory.kind === "condition"
              ? qualified(foldConstants(model.refractory.condition, constants), qualify)
              : undefined,
        }
      : undefined,
    reset: lowerEvents(model.reset, constants, qualify),
    expressions: new Map(
      [...model.system.expressions].flatMap(([n, value]) => {
        const isChance = [...namesIn(value)].some((part) => isNoise(part) || isDraw(part));
        return isChance ? [] : [[qualify(n), qualified(foldConstants(value, constants), qualify)] as const];
      }),
    ),
    closed: new Map(isRefractory ? model.hold.map((state) => [qualify(state), left]) : []),
  };
}

/** The margin is the distance above threshold; lots are random numbers from a stream of their own. */
function lowerWinners(
  { winners, grid, size }: Population,
  threshold: Expr | undefined,
  stream: string,
): NamedPopulation["competition"] {
  if (!winners || threshold?.kind !== "binary") return undefined;
  const { count, perMap, radius, ties, inhibit } = winners;
  const isBelow = threshold.op === "<" || threshold.op === "<=";
  const [more, less] = isBelow ? [threshold.right, threshold.left] : [threshold.left, threshold.right];
  const margin = binary("-", more, less);
  const limits = { count, perMap, radius, inhibits: inhibit, grid: grid ?? ([1, 1, size] as const) };
  return { ...limits, margin, lot: ties === "lot" ? stream : undefined };
}

/** What a spike sets the counter to: 1 if refractoriness ends by a condition. */
function refractorySteps(
  refractory: Refractoriness,
  size: number,
  { where, dt, ...key }: Name & { readonly where: string; readonly dt: number },
): number | Float64Array {
  if (refractory.kind !== "time") return refractory.kind === "none" ? 0 : 1;
  const given = drawn(refractory.value, key);
  const times = typeof given === "number" || given instanceof Float64Array ? given : drawnArray(given, size);
  const stepsOf = (time: number): number => {
    const steps = Math.round(time / dt);
    if (time < 0) throw new ModelError(`${where}: drew a refractory period of ${time} ms, expected at least 0 ms.`);
    if (time === 0 || steps > 0) return steps;
    throw new ModelError(
      `${where}: found a step of ${dt} ms, expected at most the refractory period, ${time} ms. Use a shorter step.`,
    );
  };
  if (typeof times === "number") return stepsOf(times);
  if (times.length === size) return times.map(stepsOf);
  throw new ModelError(`${where}, refractory: found ${times.length} values, expected one for each of ${size} neurons.`);
}
