import { checkOptions, nameOf } from "../check/names.js";
import { type Expr, name } from "../equations/ast.js";
import { latex, nameLatex } from "../equations/latex.js";
import { print } from "../equations/print.js";
import { ModelError } from "../errors.js";
import { summary, withSummary } from "../host/summary.js";
import type { EquationSystem } from "../integrate/equationSystem.js";
import type { MethodName } from "../integrate/method.js";
import { knownMethod } from "../integrate/methods.js";
import { type Dimension, sameDimension } from "../units/dimension.js";
import type { Quantity } from "../units/quantity.js";
import { checkRecord, declared } from "./declared.js";
import { equationRows } from "./equationRows.js";
import { systemLatex } from "./latex.js";
import { resolveInitial, scalars } from "./neuron.js";
import {
  type AdjustableNames,
  adjustableNames,
  changingNames,
  firstValues,
  type Parameter,
  type Parameters,
} from "./parameters.js";
import { type Equations, type StateNames, System } from "./system.js";
import { type ResolvedValue, resolveValue, type Value } from "./values.js";
import { variants } from "./variants.js";

/** What a spike transmits: text for the variable that the projection names, or a record for named variables. */
export type Transmitted = string | Readonly<Record<string, string>>;

/** The variables that a record names. */
type TargetNames<T> = string extends T ? never : T extends string ? never : keyof T & string;

/** Texts by the names of inputs. */
type Summed = Readonly<Record<string, string>>;

/** The names in it; none if they are not known individually. */
type SummedNames<U> = string extends keyof U ? never : keyof U & string;

export interface SynapseDeclaration<
  E extends Equations,
  T extends Transmitted = Transmitted,
  U extends Summed = Summed,
  P extends Parameters = Parameters,
> {
  /**
   * Differential equations of traces and other variables. `w` is the weight, which needs none unless it drifts:
   * "dw/dt".
   */
  readonly equations?: E;
  readonly parameters?: P;
  /** Initial values of all variables except the weight, which the projection gives. */
  readonly initial?: { readonly [S in Exclude<StateNames<E>, "w">]?: Value };
  /** Bounds within which steps and events keep variables: `{ w: [0, 1] }`. */
  readonly bounds?: {
    readonly [S in StateNames<E> | "w"]?: readonly [low: number | Quantity, high: number | Quantity];
  };
  /** Assignments when a presynaptic spike arrives. All right sides read the values from before it. */
  readonly onPre?: { readonly [S in StateNames<E> | "w"]?: string };
  /** Assignments when the postsynaptic neuron spikes. */
  readonly onPost?: { readonly [S in StateNames<E> | "w"]?: string };
  /**
   * What an arriving spike adds: text for the variable that the projection names with `to` (by default the weight,
   * `w`), or a record for several variables of the postsynaptic neurons: `{ gAmpa: "w", gNmda: "0.1 * w" }`.
   */
  readonly transmit?: T;
  /** Variables that learn although transmitted values depend on them. They are frozen together with the weights. */
  readonly plastic?: readonly StateNames<E>[];
  /**
   * What the synapse adds in every step, with or without a spike, to an input that the postsynaptic neurons declare; an
   * input is the sum over all synapses of a neuron: `{ iGap: "w * (pre.v - post.v)" }`. A spike then transmits nothing
   * unless `transmit`, or `to` of the projection, says so.
   */
  readonly summed?: U;
  readonly method?: MethodName;
}

/**
 * A synapse model: what a spike transmits, and how events change the weight. Expressions may also read the neurons' own
 * variables as `pre.v` and `post.v`. `S` is the union of the names of its variables, without `w`; `T` of the
 * postsynaptic variables that it names, `U` of the inputs, `A` of the writable parameters.
 */
export interface SynapseModel<
  S extends string = string,
  T extends string = never,
  U extends string = never,
  A extends string = string,
> extends EquationSystem {
  readonly kind: "synapse";
  readonly states: readonly S[];
  /** The parameters that can be written while the network runs. */
  readonly adjustable: readonly A[];
  readonly system: System;
  readonly initial: ReadonlyMap<string, ResolvedValue>;
  readonly onPre: readonly { readonly state: string; readonly value: Expr }[];
  readonly onPost: readonly { readonly state: string; readonly value: Expr }[];
  /** Bounds by variable, in coherent units. */
  readonly bounds: ReadonlyMap<string, { readonly ends: readonly [number, number]; readonly dimension: Dimension }>;
  /** What an arriving spike adds to which variable; undefined stands for the one that the projection names. */
  readonly transmit: readonly { readonly target: T | undefined; readonly value: Expr }[];
  readonly plastic: readonly string[];
  /** Whether it transmits the weight by default, as nothing else was declared. */
  readonly transmitsByDefault: boolean;
  /** What is summed in every step, and into which input. */
  readonly summed: readonly { readonly target: U; readonly value: Expr }[];
  readonly latex: string;
}

const OPTIONS = [
  "equations",
  "parameters",
  "initial",
  "bounds",
  "onPre",
  "onPost",
  "transmit",
  "plastic",
  "summed",
  "method",
] as const satisfies readonly (keyof SynapseDeclaration<Equations>)[];

const TRANSMIT = 'text, or a record such as { gAmpa: "w", gNmda: "0.1 * w" }';

const RECORDS = [
  ["parameters", "a record such as { tau: ms(20) }"],
  ["initial", "a record such as { x: 1 }"],
  ["bounds", "a record such as { w: [0, 1] }"],
  ["onPre", 'a record such as { x: "x + 1" }'],
  ["onPost", 'a record such as { w: "w + x" }'],
  ["summed", 'a record such as { iGap: "w * (pre.v - post.v)" }'],
] as const;

/**
 * Declares a synapse model. The lowering derives from the equations and events whether a variable is kept per
 * presynaptic neuron, per postsynaptic neuron or per synapse.
 *
 * @throws EquationError, UnitError, ModelError as `neuron` does
 */
export function synapse<
  const E extends Equations = Record<never, string>,
  const T extends Transmitted = string,
  const U extends Summed = Record<never, string>,
  const P extends Parameters = Record<never, Parameter>,
>(
  declaration: SynapseDeclaration<E, T, U, P>,
): SynapseModel<Exclude<StateNames<E>, "w">, TargetNames<T>, SummedNames<U>, AdjustableNames<P>> {
  const where = "synapse";
  checkOptions(where, declaration, OPTIONS, { example: '{ onPost: { w: "min(w + 0.1, 1)" } }', Problem: ModelError });
  for (const [option, example] of RECORDS) {
    if (declaration[option] !== undefined) checkRecord(`${where}, ${option}`, declaration[option], example);
  }
  const equations: Equations = declaration.equations === undefined ? {} : declaration.equations;
  const system = new System(
    where,
    equations,
    declaration.parameters ?? {},
    Object.hasOwn(Object(equations), "dw/dt") ? [] : ["w"],
    ["i", "j"],
    true,
  );
  const isState = (n: string): n is Exclude<StateNames<E>, "w"> => n !== "w" && system.states.includes(n);
  const known = (names: readonly string[], option: string): readonly string[] => {
    for (const n of names) {
      if (isState(n) || (n === "w" && option !== "initial")) continue;
      const expected = ["w", ...system.states.filter(isState)].join(", ");
      throw new ModelError(`${where}, ${option}: found "${n}", expected one of ${expected}.`);
    }
    return names;
  };
  const events = (given: Readonly<Record<string, string | undefined>> | undefined, label: string) => {
    known(Object.keys(given ?? {}), label);
    return Object.entries(given ?? {}).flatMap(([state, text]) =>
      text === undefined ? [] : [{ state, value: system.assignment(state, text, `${label}, ${state}`) }],
    );
  };

  const plastic = declaration.plastic ?? [];
  if (!Array.isArray(plastic) || !plastic.every(isState)) {
    const expected = system.states.join(", ") || "none";
    throw new ModelError(
      `${where}, plastic: found ${nameOf(plastic)}, expected a list of state variables: ${expected}.`,
    );
  }
  const initial = resolveInitial(system, declaration.initial ?? {}, where, known);
  const bounds = resolveBounds(system, declaration.bounds ?? {}, where, known);
  const transmit = transmissions<TargetNames<T>>(system, declaration.transmit);
  const summed = Object.entries<string>(declaration.summed ?? {}).map(([target, text]) => {
    // The type guarantees these names.
    return { target: target as SummedNames<U>, value: system.steadyExpression(text, `summed, ${target}`) };
  });
  const onPre = events(declaration.onPre, "onPre");
  const onPost = events(declaration.onPost, "onPost");
  const states = system.states.filter(isState);
  const model = {
    kind: "synapse",
    where,
    states,
    system,
    odes: system.odes,
    // The type guarantees these names.
    adjustable: adjustableNames(system.parameters) as AdjustableNames<P>[],
    changing: changingNames(system.parameters),
    constants: system.constants,
    variants: variants(system.parameters),
    initial,
    initialValues: new Map([...scalars(initial, states), ...firstValues(system.parameters)]),
    ranges: new Map(),
    bounds,
    onPre,
    onPost,
    transmit,
    plastic,
    transmitsByDefault: declaration.transmit === undefined,
    summed,
    method: declaration.method === undefined ? undefined : knownMethod(declaration.method, where),
    get latex() {
      const line = (when: string) => (e: { state: string; value: Expr }) =>
        `\\text{${when}: } ${nameLatex(e.state)} &\\leftarrow ${latex(system.typed(e.value))}`;
      const isDefault = declaration.transmit === undefined;
      const transmitted = transmit.map(({ target, value }) => {
        const text = latex(system.typed(value));
        return `\\text{transmits } & ${target === undefined ? text : `${nameLatex(target)} \\mathrel{+}= ${text}`}`;
      });
      const given = summed.map(({ target, value }) => {
        return `${nameLatex(target)} &= \\textstyle\\sum ${latex(system.typed(value))}`;
      });
      return systemLatex(system, [
        ...(isDefault ? [] : transmitted),
        ...given,
        ...onPre.map(line("pre")),
        ...onPost.map(line("post")),
      ]);
    },
  } satisfies SynapseModel<Exclude<StateNames<E>, "w">, TargetNames<T>, SummedNames<U>, AdjustableNames<P>>;
  const eventRows = (when: string, list: typeof onPre) =>
    list.map(({ state, value }) => [when, `${state} ← ${print(system.typed(value))}`] as const);
  const describe = () =>
    summary(`synapse model with the state ${["w", ...states].join(", ")}`, [
      ...equationRows(system),
      ...transmit.map(({ target, value }) => {
        const text = print(system.typed(value));
        return ["transmit", target === undefined ? text : `${target} += ${text}`] as const;
      }),
      ...summed.map(({ target, value }) => ["summed", `${target} = Σ ${print(system.typed(value))}`] as const),
      ...eventRows("pre", onPre),
      ...eventRows("post", onPost),
    ]);
  return declared(withSummary(model, describe));
}

/** The declared bounds, by variable. */
function resolveBounds(
  system: System,
  given: Readonly<Record<string, readonly [number | Quantity, number | Quantity] | undefined>>,
  where: string,
  known: (names: readonly string[], option: string) => readonly string[],
): SynapseModel["bounds"] {
  known(Object.keys(given), "bounds");
  const bounds = Object.entries(given).flatMap(([state, pair]) => {
    if (pair === undefined) return [];
    const at = `${where}, bounds of "${state}"`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ModelError(`${at}: found ${nameOf(pair)}, expected [low, high].`);
    }
    const [low, high] = pair.map((end: number | Quantity) => resolveValue(end, at));
    const dimension = low.value === 0 ? high.dimension : low.dimension;
    for (const end of [low, high]) {
      if (state !== "w" && end.value !== 0) system.declare(state, end.dimension, "bounds");
      if (end.value === 0 || sameDimension(end.dimension, dimension)) continue;
      throw new ModelError(`${at}: found ends of different units, expected [low, high] of one.`);
    }
    if (typeof low.value !== "number" || typeof high.value !== "number" || low.value > high.value) {
      throw new ModelError(`${at}: found [${pair.join(", ")}], expected one low and one high end.`);
    }
    return [[state, { ends: [low.value, high.value] as const, dimension }] as const];
  });
  return new Map(bounds);
}

/** What a declaration transmits. */
function transmissions<T extends string>(
  system: System,
  given: Transmitted | undefined,
): SynapseModel<string, T>["transmit"] {
  if (given === undefined) return [{ target: undefined, value: name("w") }];
  if (typeof given === "string") return [{ target: undefined, value: system.expression(given, "transmit") }];
  checkRecord(`${system.where}, transmit`, given, TRANSMIT);
  return Object.entries<string>(given).map(([target, text]) => {
    // The type guarantees these names.
    return { target: target as T, value: system.expression(text, `transmit, ${target}`) };
  });
}
