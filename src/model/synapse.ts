import { checkOptions, nameOf } from "../check/names.js";
import { type Expr, name } from "../equations/ast.js";
import { latex, nameLatex } from "../equations/latex.js";
import { print } from "../equations/print.js";
import { ModelError } from "../errors.js";
import { summary, withSummary } from "../host/summary.js";
import type { EquationSystem } from "../integrate/equationSystem.js";
import type { MethodName } from "../integrate/method.js";
import { knownMethod } from "../integrate/methods.js";
import { checkRecord, declared } from "./declared.js";
import { equationRows } from "./equationRows.js";
import { systemLatex } from "./latex.js";
import { resolveInitial, scalars } from "./neuron.js";
import { type Equations, type StateNames, System } from "./system.js";
import type { ResolvedValue, Value } from "./values.js";
import { variants } from "./variants.js";

/** What a spike transmits: to the variable that the projection names, or to those that a record names. */
export type Transmitted = string | Readonly<Record<string, string>>;

/** The names in a record of variables. */
export type TargetNames<T> = string extends T ? never : T extends string ? never : keyof T & string;

/** A record of texts by the names of inputs. */
export type Summed = Readonly<Record<string, string>>;

/** The names in it; none where they are not known one by one. */
export type SummedNames<U> = string extends keyof U ? never : keyof U & string;

export interface SynapseDeclaration<
  E extends Equations,
  T extends Transmitted = Transmitted,
  U extends Summed = Summed,
> {
  /** Differential equations of traces and other variables; `w` is the weight and needs none. */
  readonly equations?: E;
  readonly parameters?: Readonly<Record<string, Value>>;
  readonly initial?: { readonly [S in StateNames<E>]?: Value };
  /** Assignments when a presynaptic spike arrives; right sides read the values from before it. */
  readonly onPre?: { readonly [S in StateNames<E> | "w"]?: string };
  /** Assignments when the postsynaptic neuron spikes. */
  readonly onPost?: { readonly [S in StateNames<E> | "w"]?: string };
  /**
   * What an arriving spike adds: to the variable that the projection names with `to`, by default the weight, `w`; or,
   * as a record, to several variables of the postsynaptic neurons, by their names: `{ gAmpa: "w", gNmda: "0.1 * w" }`.
   */
  readonly transmit?: T;
  /** Variables that learn although what is transmitted depends on them: frozen together with the weights. */
  readonly plastic?: readonly StateNames<E>[];
  /**
   * What the synapse gives in every step, spike or no spike, to an input that the postsynaptic neurons declare, which is
   * the sum over all of a neuron's synapses: `{ iGap: "w * (pre.v - post.v)" }`. Then a spike transmits nothing unless
   * `transmit`, or `to` of the projection, says so.
   */
  readonly summed?: U;
  readonly method?: MethodName;
}

/**
 * A synapse model: what a spike transmits, and how events change the weight. Expressions may also read the neurons'
 * own variables as `pre.v` and `post.v`. `S` is the union of the names of its variables, without `w`; `T` that of the
 * postsynaptic variables that it names, `U` that of the inputs.
 */
export interface SynapseModel<S extends string = string, T extends string = never, U extends string = never>
  extends EquationSystem {
  readonly kind: "synapse";
  readonly states: readonly S[];
  readonly system: System;
  readonly initial: ReadonlyMap<string, ResolvedValue>;
  readonly onPre: readonly { readonly state: string; readonly value: Expr }[];
  readonly onPost: readonly { readonly state: string; readonly value: Expr }[];
  /** What an arriving spike adds to which variable; undefined: the one that the projection names. */
  readonly transmit: readonly { readonly target: T | undefined; readonly value: Expr }[];
  readonly plastic: readonly string[];
  /** Whether it is the weight, because nothing else was declared. */
  readonly transmitsByDefault: boolean;
  /** What is summed in every step, to which input. */
  readonly summed: readonly { readonly target: U; readonly value: Expr }[];
  readonly latex: string;
}

const OPTIONS = [
  "equations",
  "parameters",
  "initial",
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
  ["onPre", 'a record such as { x: "x + 1" }'],
  ["onPost", 'a record such as { w: "w + x" }'],
  ["summed", 'a record such as { iGap: "w * (pre.v - post.v)" }'],
] as const;

/**
 * Declares a synapse model. Whether a variable is kept per presynaptic neuron, per postsynaptic neuron or per synapse
 * follows from its equations and events; see the lowering.
 *
 * @throws EquationError, UnitError, ModelError as `neuron` does
 */
export function synapse<
  const E extends Equations = Record<never, string>,
  const T extends Transmitted = string,
  const U extends Summed = Record<never, string>,
>(declaration: SynapseDeclaration<E, T, U>): SynapseModel<StateNames<E>, TargetNames<T>, SummedNames<U>> {
  const where = "synapse";
  checkOptions(where, declaration, OPTIONS, { example: '{ onPost: { w: "min(w + 0.1, 1)" } }', Problem: ModelError });
  for (const [option, example] of RECORDS) {
    if (declaration[option] !== undefined) checkRecord(`${where}, ${option}`, declaration[option], example);
  }
  const equations: Equations = declaration.equations === undefined ? {} : declaration.equations;
  const system = new System(where, equations, declaration.parameters ?? {}, ["w"], ["i", "j"], true);
  const isState = (n: string): n is StateNames<E> => system.states.includes(n);
  const known = (names: readonly string[], option: string): readonly string[] => {
    for (const n of names) {
      if (isState(n) || (n === "w" && option !== "initial")) continue;
      const expected = ["w", ...system.states].join(", ");
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
  const transmit = transmissions<TargetNames<T>>(system, declaration.transmit);
  const summed = Object.entries<string>(declaration.summed ?? {}).map(([target, text]) => {
    // The names are those of the type.
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
    constants: system.constants,
    variants: variants(system.parameters),
    initial,
    initialValues: scalars(initial, states),
    ranges: new Map(),
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
  } satisfies SynapseModel<StateNames<E>, TargetNames<T>, SummedNames<U>>;
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

/** What a declaration says is transmitted. */
function transmissions<T extends string>(
  system: System,
  given: Transmitted | undefined,
): SynapseModel<string, T>["transmit"] {
  if (given === undefined) return [{ target: undefined, value: name("w") }];
  if (typeof given === "string") return [{ target: undefined, value: system.expression(given, "transmit") }];
  checkRecord(`${system.where}, transmit`, given, TRANSMIT);
  return Object.entries<string>(given).map(([target, text]) => {
    // The names are those of the type.
    return { target: target as T, value: system.expression(text, `transmit, ${target}`) };
  });
}
