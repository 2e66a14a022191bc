import { checkOptions, nameOf } from "../check/names.js";
import type { Expr } from "../equations/ast.js";
import type { Interval } from "../equations/interval.js";
import { latex, nameLatex } from "../equations/latex.js";
import { print } from "../equations/print.js";
import { ModelError } from "../errors.js";
import { summary, withSummary } from "../host/summary.js";
import type { EquationSystem } from "../integrate/equationSystem.js";
import type { MethodName } from "../integrate/method.js";
import { knownMethod } from "../integrate/methods.js";
import { NUMBER, sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { checkRecord, declared } from "./declared.js";
import { equationRows } from "./equationRows.js";
import { systemLatex } from "./latex.js";
import { type EventDeclaration, type OwnEvent, readEvents } from "./ownEvents.js";
import {
  type AdjustableNames,
  adjustableNames,
  changingNames,
  firstValues,
  type Parameter,
  type Parameters,
} from "./parameters.js";
import { checkEnds, type Refractoriness, readRefractoriness } from "./refractory.js";
import { type Equations, type StateNames, System } from "./system.js";
import { type Distribution, type ResolvedValue, resolveValue, type Value } from "./values.js";
import { variants } from "./variants.js";

export interface NeuronDeclaration<E extends Equations, I extends string = string, P extends Parameters = Parameters> {
  /** Right sides by left side: `"dv/dt": "(vRest - v) / tauMem"` or, for a subexpression, `iExc: "gExc * (eExc - v)"`. */
  readonly equations: E;
  /**
   * Quantities, plain numbers, or arrays with one value per neuron; in `adjustable(…)`, parameters that can be written
   * while the network runs.
   */
  readonly parameters?: P;
  /** Initial values of state variables; 0 by default. */
  readonly initial?: { readonly [S in StateNames<E>]?: Value };
  /** Names of inputs that synapses provide in every step, summed over all of them: `summed` of a synapse model. */
  readonly inputs?: readonly I[];
  /** Condition for a spike, such as `v > vThresh`. */
  readonly threshold?: string;
  /** Assignments at a spike. All right sides read the values before the spike. */
  readonly reset?: { readonly [S in StateNames<E>]?: string };
  /**
   * Time after a spike during which the neuron cannot spike and the variables in `hold` keep their values, one for all
   * neurons or one for each. Or a condition, such as `v > 0 * mV`: the neuron is refractory as long as it has held
   * since the spike.
   */
  readonly refractory?: Quantity<"time"> | Distribution | string;
  /**
   * Variables held during refractoriness. By default the membrane potential `v`, if there is one and refractoriness is
   * a time, and none if it is a condition.
   */
  readonly hold?: readonly StateNames<E>[];
  /** Variables that learn, such as an adaptive threshold. They are frozen together with plastic weights. */
  readonly plastic?: readonly StateNames<E>[];
  /**
   * Named conditions beside the threshold, each with assignments of its own: `{ burst: { condition: "u > 2", set: { u:
   * "0" } } }`. They are evaluated in every step, after the state update.
   */
  readonly events?: Readonly<Record<string, EventDeclaration<StateNames<E>>>>;
  /** Ranges in which variables are expected to stay, used to warn of unstable integration: `gInh: [0, 200]`. */
  readonly ranges?: { readonly [S in StateNames<E>]?: readonly [number | Quantity, number | Quantity] };
  /** Integration method; by default one that is exact or stable (see `derive`). */
  readonly method?: MethodName;
}

/**
 * A neuron model: immutable data. `S` is the union of the names of its state variables, `I` of its inputs, `A` of its
 * writable parameters.
 */
export interface NeuronModel<S extends string = string, I extends string = string, A extends string = string>
  extends EquationSystem {
  readonly kind: "neuron";
  readonly states: readonly S[];
  /** Inputs that synapses provide in every step. */
  readonly inputs: readonly I[];
  /** The parameters that can be written while the network runs. */
  readonly adjustable: readonly A[];
  readonly system: System;
  readonly initial: ReadonlyMap<string, ResolvedValue>;
  readonly threshold?: Expr;
  readonly reset: readonly { readonly state: string; readonly value: Expr }[];
  readonly refractory: Refractoriness;
  readonly events: readonly OwnEvent[];
  readonly hold: readonly string[];
  readonly plastic: readonly string[];
  /** The equations, threshold and reset as LaTeX: one aligned environment. */
  readonly latex: string;
}

const OPTIONS = [
  "equations",
  "parameters",
  "initial",
  "inputs",
  "threshold",
  "reset",
  "refractory",
  "events",
  "hold",
  "plastic",
  "ranges",
  "method",
] as const satisfies readonly (keyof NeuronDeclaration<Equations>)[];

const RECORDS = [
  ["parameters", "a record such as { tau: ms(10) }"],
  ["initial", "a record such as { v: mV(-70) }"],
  ["reset", 'a record such as { v: "vRest" }'],
  ["ranges", "a record such as { gInh: [nS(0), nS(200)] }"],
] as const;

/**
 * Declares a neuron model by its differential equations.
 *
 * @throws EquationError for text that cannot be parsed and for unknown names, with a caret under the place
 * @throws UnitError for dimensions that do not match
 * @throws ModelError for names and options that do not fit together
 */
export function neuron<
  const E extends Equations,
  const I extends string = never,
  const P extends Parameters = Record<never, Parameter>,
>(declaration: NeuronDeclaration<E, I, P>): NeuronModel<StateNames<E>, I, AdjustableNames<P>> {
  const where = "neuron";
  checkOptions(where, declaration, OPTIONS, {
    example: '{ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) } }',
    Problem: ModelError,
  });
  for (const [option, example] of RECORDS) {
    if (declaration[option] !== undefined) checkRecord(`${where}, ${option}`, declaration[option], example);
  }
  const inputs: readonly I[] = declaration.inputs ?? [];
  const given: unknown = inputs;
  if (!(Array.isArray(given) && given.every((n) => typeof n === "string"))) {
    throw new ModelError(`${where}, inputs: found ${nameOf(inputs)}, expected a list of names, such as ["iGap"].`);
  }
  const system = new System(where, declaration.equations, declaration.parameters ?? {}, inputs, ["i", "N"]);
  const isState = (n: string): n is StateNames<E> => system.states.includes(n);
  const known = (names: readonly string[], option: string): readonly string[] => {
    if (!Array.isArray(names)) {
      throw new ModelError(`${where}, ${option}: found ${nameOf(names)}, expected a list of names, such as ["v"].`);
    }
    for (const n of names) {
      if (isState(n)) continue;
      const states = system.states.join(", ") || "none";
      throw new ModelError(`${where}, ${option}: found ${nameOf(n)}, expected a state variable: ${states}.`);
    }
    return names;
  };

  const initial = resolveInitial(system, declaration.initial ?? {}, where, known);
  const threshold =
    declaration.threshold === undefined ? undefined : system.condition(declaration.threshold, "threshold");
  const assignments = Object.entries<string | undefined>(declaration.reset ?? {});
  known(
    assignments.map(([state]) => state),
    "reset",
  );
  const reset = assignments.flatMap(([state, text]) =>
    text === undefined ? [] : [{ state, value: system.assignment(state, text, `reset of ${state}`) }],
  );
  const refractory = readRefractoriness(declaration.refractory, system, where);
  if (threshold === undefined && (reset.length > 0 || refractory.kind !== "none")) {
    throw new ModelError(`${where}: found a reset or a refractory period without a threshold. Give a threshold.`);
  }
  const events = readEvents(declaration.events ?? {}, system, where, known);
  const states = system.states.filter(isState);
  const heldByDefault = refractory.kind !== "condition" && system.states.includes("v") ? ["v"] : [];
  const hold = known(declaration.hold ?? heldByDefault, "hold");
  checkEnds(refractory, hold, system, where);
  const ranges = resolveRanges(system, declaration.ranges ?? {}, where, known);
  const model = {
    kind: "neuron",
    where,
    states,
    inputs,
    system,
    odes: system.odes,
    // The type guarantees these names.
    adjustable: adjustableNames(system.parameters) as AdjustableNames<P>[],
    changing: changingNames(system.parameters),
    constants: system.constants,
    variants: variants(system.parameters),
    initial,
    initialValues: new Map([
      ...[...scalars(initial, states), ...firstValues(system.parameters)],
      ...inputs.map((n) => [n, 0] as const),
    ]),
    threshold,
    reset,
    refractory,
    events,
    hold,
    plastic: known(declaration.plastic ?? [], "plastic"),
    ranges,
    method: declaration.method === undefined ? undefined : knownMethod(declaration.method, where),
    get latex() {
      const extra = [
        ...(threshold ? [`\\text{spike if } & ${latex(system.typed(threshold))}`] : []),
        ...(refractory.kind === "condition"
          ? [`\\text{refractory while } & ${latex(system.typed(refractory.condition))}`]
          : []),
        ...reset.map(
          ({ state, value }) => `\\text{then } ${nameLatex(state)} &\\leftarrow ${latex(system.typed(value))}`,
        ),
        ...events.flatMap(({ condition, set }) => [
          `\\text{if } & ${latex(system.typed(condition))}`,
          ...set.map(
            ({ state, value }) => `\\text{then } ${nameLatex(state)} &\\leftarrow ${latex(system.typed(value))}`,
          ),
        ]),
      ];
      return systemLatex(system, extra);
    },
  } satisfies NeuronModel<StateNames<E>, I, AdjustableNames<P>>;
  const describe = () =>
    summary(`neuron model with the state ${states.join(", ")}`, [
      ...equationRows(system),
      ...(threshold ? [["spike if", print(system.typed(threshold))] as const] : []),
      ...reset.map(({ state, value }) => ["then", `${state} ← ${print(system.typed(value))}`] as const),
      ...events.flatMap(({ name, condition, set }) => [
        [name, `if ${print(system.typed(condition))}`] as const,
        ...set.map(({ state, value }) => ["then", `${state} ← ${print(system.typed(value))}`] as const),
      ]),
    ]);
  return declared(withSummary(model, describe));
}

/** Initial values by state variable, checked against the dimensions that the equations imply. */
export function resolveInitial(
  system: System,
  given: Readonly<Record<string, Value | undefined>>,
  where: string,
  known: (names: readonly string[], option: string) => readonly string[],
): ReadonlyMap<string, ResolvedValue> {
  known(Object.keys(given), "initial");
  const values = Object.entries(given).flatMap(([state, value]) => {
    if (value === undefined) return [];
    const resolved = resolveValue(value, `${where}, initial value of "${state}"`);
    const isZero = resolved.value === 0 && sameDimension(resolved.dimension, NUMBER);
    if (!isZero) system.declare(state, resolved.dimension, "initial");
    return [[state, resolved] as const];
  });
  return new Map(values);
}

/** The initial values that are a single number; 0 by default. */
export function scalars(
  initial: ReadonlyMap<string, ResolvedValue>,
  states: readonly string[],
): ReadonlyMap<string, number> {
  const single = states.flatMap((state) => {
    const value = initial.get(state)?.value ?? 0;
    return typeof value === "number" ? [[state, value] as const] : [];
  });
  return new Map(single);
}

function resolveRanges(
  system: System,
  given: Readonly<Record<string, readonly [number | Quantity, number | Quantity] | undefined>>,
  where: string,
  known: (names: readonly string[], option: string) => readonly string[],
): ReadonlyMap<string, Interval> {
  known(Object.keys(given), "ranges");
  const ranges = Object.entries(given).flatMap(([state, range]) => {
    if (range === undefined) return [];
    if (!Array.isArray(range) || range.length !== 2) {
      throw new ModelError(`${where}, range of "${state}": found ${nameOf(range)}, expected [low, high].`);
    }
    const [low, high] = range.map((end) => {
      const resolved = resolveValue(end, `${where}, range of "${state}"`);
      if (end instanceof Quantity) system.declare(state, resolved.dimension, "ranges");
      return resolved.value;
    });
    if (typeof low !== "number" || typeof high !== "number" || low > high) {
      const shown = [low, high].map((end) => (typeof end === "number" ? String(end) : "several values"));
      throw new ModelError(`${where}, ranges: found [${shown.join(", ")}], expected [low, high].`);
    }
    return [[state, [low, high]] as const];
  });
  return new Map(ranges);
}
