import { type Expr, name, namesIn, number, substitute } from "../equations/ast.js";
import { balance } from "../equations/balance.js";
import { CONSTANTS } from "../equations/builtins.js";
import { isDraw, isNoise } from "../equations/draws.js";
import { evaluate } from "../equations/evaluate.js";
import { ModelError } from "../errors.js";
import type { Ode } from "../integrate/method.js";
import { type Dimension, NUMBER, power, TIME } from "../units/dimension.js";
import { units } from "../units/units.js";
import { checkConstants } from "./checkConstants.js";
import { checkRecord } from "./declared.js";
import { DeclaredNames } from "./declaredNames.js";
import { type Parameters, type ResolvedParameter, resolveParameter } from "./parameters.js";
import {
  checkNoise,
  checkSize,
  type Equation,
  LARGEST_EVENT,
  meaningless,
  readEquation,
  readText,
  type Statement,
  stateOf,
} from "./statement.js";
import { type Demand, UnitDemands } from "./unitDemands.js";

/** Equations by left side: `"dv/dt"` for a differential equation, a plain name for a subexpression. */
export type Equations = Readonly<Record<string, string>>;

/** The names of the state variables of a record of equations: v for the key `dv/dt`. */
export type StateNames<E> = { [K in keyof E]: K extends `d${infer X}/dt` ? X : never }[keyof E] & string;

const NO_DRAW = [
  "is drawn once in each step, so that its effect on a rate would depend on dt",
  "use white noise, xi, in differential equations",
] as const;
const NO_NOISE = [
  "is white noise, which has no value at a time",
  "use rand() or randn() in thresholds and events, and xi in differential equations",
] as const;

/**
 * A record of equations and parameters: parsed, names resolved, dimensions inferred. Subexpressions are substituted, so
 * that the result contains only state variables, parameters and the `external` names.
 */
export class System {
  readonly states: readonly string[];
  readonly odes: readonly Ode[];
  readonly parameters: ReadonlyMap<string, ResolvedParameter>;
  /** As typed, for display: left side and right side. */
  readonly source: readonly (readonly [left: string, right: Expr])[];
  private readonly names: DeclaredNames;
  private readonly demands: UnitDemands;
  private readonly subexpressions = new Map<string, Expr>();
  /** Values of the subexpressions made of constants. */
  private readonly subexpressionValues = new Map<string, number>();
  private readonly typedForms = new WeakMap<Expr, Statement>();

  /** @param external @param numbers @param hasEnds see `Declared` in declaredNames.ts */
  constructor(
    readonly where: string,
    equations: Equations,
    parameters: Parameters,
    external: readonly string[] = [],
    numbers: readonly string[] = [],
    hasEnds = false,
  ) {
    checkRecord(`${where}, equations`, equations, 'such as { "dv/dt": "-v / tau" }');
    this.parameters = new Map(
      Object.entries(parameters).map(([key, value]) => [key, resolveParameter(value, `${where}, parameter "${key}"`)]),
    );
    const all = Object.entries(equations).map(([left, text]) => readEquation(where, left, text));
    this.states = all.flatMap(({ left }) => stateOf(left) ?? []);
    for (const { left } of all) if (stateOf(left) === undefined) this.subexpressions.set(left, number(0));
    this.names = new DeclaredNames(where, { ...this.declared, external, numbers, hasEnds });
    this.source = all.map(({ left, expr }) => [left, expr] as const);
    this.demands = new UnitDemands(
      this.parameters,
      (n) => this.names.dimension(n),
      (expr) => this.namesReached(expr),
    );
    for (const { left, ...source } of all) {
      this.names.check(source);
      const state = stateOf(left);
      const factor = state ? power(TIME, -1) : NUMBER;
      this.demands.add(source, (solver, at) => solver.constrain(state ?? left, factor, at.expr, at));
    }
    this.orderSubexpressions(all.filter(({ left }) => this.subexpressions.has(left)));
    for (const equation of all) this.checkConstants(equation);
    this.odes = all.flatMap((equation) => {
      const state = stateOf(equation.left);
      return state === undefined ? [] : [{ state, rate: this.rate(equation) }];
    });
  }

  /** Subexpressions by name, with others substituted. */
  get expressions(): ReadonlyMap<string, Expr> {
    return this.subexpressions;
  }

  /** Parameters with a single, fixed value, in coherent units. */
  get constants(): ReadonlyMap<string, number> {
    const single = [...this.parameters].flatMap(([n, { value, isChanging }]) =>
      typeof value === "number" && !isChanging ? [[n, value] as const] : [],
    );
    return new Map(single);
  }

  /** Parses a condition, such as a threshold. */
  condition(text: string, label: string): Expr {
    return this.read(text, label, (solver, at) => solver.check(at.expr, at));
  }

  /** Parses the right side of an event's assignment to `target`. */
  assignment(target: string, text: string, label: string): Expr {
    return this.read(text, label, (solver, at) => solver.constrain(target, NUMBER, at.expr, at));
  }

  /** Parses an expression of any dimension. */
  expression(text: string, label: string): Expr {
    return this.condition(text, label);
  }

  /** Parses an expression that is evaluated in every step. */
  steadyExpression(text: string, label: string): Expr {
    const expr = this.expression(text, label);
    const source = this.typedForms.get(expr);
    if (source) this.refuse(source, isDraw, NO_DRAW);
    return expr;
  }

  /** A condition, assignment or expression as typed, with subexpressions and units by name. */
  typed(expr: Expr): Expr {
    return this.typedForms.get(expr)?.expr ?? expr;
  }

  /** Requires a variable to have the dimension of its declared value. */
  declare(state: string, dimension: Dimension, label: string): void {
    const source = { expr: name(state), text: state, where: `${this.where}, ${label}` };
    this.demands.add(source, (solver, at) => solver.declare(state, dimension, at));
  }

  /**
   * Checks the units of all parsed texts again, now that the dimensions of the external names are known.
   * @param locate gives the place of a text for error messages, and a hint
   * @returns a function that checks the dimension of a parsed expression
   * @throws UnitError if they do not match
   */
  checkUnits(
    external: (name: string) => Dimension | undefined,
    locate: (source: Statement) => Statement,
  ): (expr: Expr, dimension: Dimension) => void {
    const solver = this.demands.solved(external, locate);
    return (expr, dimension) => {
      const source = this.typedForms.get(expr);
      if (source) solver.require(source.expr, dimension, locate(source));
    };
  }

  dimension(state: string): Dimension {
    return this.demands.dimension(state);
  }

  private get declared() {
    const { states, subexpressions, parameters } = this;
    return { states, subexpressions, parameters };
  }

  private rate(equation: Equation): Expr {
    this.refuse(equation, isDraw, NO_DRAW);
    const rate = this.inline(equation.expr);
    checkNoise(equation, rate);
    checkSize(equation.where, rate);
    return rate;
  }

  private read(text: string, label: string, on: Demand): Expr {
    const source = readText(this.where, label, text);
    this.names.check(source);
    this.refuse(source, isNoise, NO_NOISE);
    this.demands.add(source, on);
    this.checkConstants(source);
    const result = { ...this.inline(source.expr) };
    checkSize(source.where, result, LARGEST_EVENT);
    this.typedForms.set(result, source);
    return result;
  }

  /** Rejects names that have no meaning in this kind of text, directly or through subexpressions. */
  private refuse(source: Statement, is: (n: string) => boolean, why: readonly [string, string]): void {
    const found = [...this.namesReached(source.expr)].find(is);
    if (found !== undefined) throw meaningless(source, found, why);
  }

  /** The names in an expression and in the subexpressions that it refers to. */
  private namesReached(expr: Expr): Set<string> {
    const reached = namesIn(expr);
    const texts = new Map(this.source);
    for (const n of reached) {
      const inner = texts.get(n);
      if (inner) for (const m of namesIn(inner)) reached.add(m);
    }
    return reached;
  }

  private checkConstants({ expr, text, where }: Statement): void {
    checkConstants(expr, text, where, {
      value: (n) => this.constant(n),
      dimension: (n) => this.parameters.get(n)?.dimension,
    });
  }

  /** The value of a parameter or unit (or its values), or of a subexpression of single values. */
  private constant(n: string): number | Float64Array | undefined {
    const parameter = this.parameters.get(n);
    if (parameter?.isChanging) return undefined;
    const value = parameter?.value;
    if (typeof value === "number" || value instanceof Float64Array) return value;
    return this.subexpressionValues.get(n) ?? units.get(n)?.factor ?? CONSTANTS.get(n);
  }

  /** Substitutes subexpressions into one another. Throws ModelError if they form a cycle. */
  private orderSubexpressions(equations: readonly Equation[]): void {
    const waiting = new Map(equations.map((s) => [s.left, s]));
    while (waiting.size > 0) {
      const ready = [...waiting.values()].find(({ expr }) => ![...namesIn(expr)].some((n) => waiting.has(n)));
      if (!ready) {
        throw new ModelError(
          `${this.where}: the subexpressions ${[...waiting.keys()].join(", ")} refer to one another.`,
        );
      }
      waiting.delete(ready.left);
      const inlined = this.inline(ready.expr);
      checkSize(ready.where, inlined);
      this.subexpressions.set(ready.left, inlined);
      const values = [...namesIn(ready.expr)].map((n) => [n, this.constant(n)] as const);
      if (values.every(([, value]) => typeof value === "number")) {
        const single = new Map(values);
        this.subexpressionValues.set(
          ready.left,
          evaluate(ready.expr, (n) => Number(single.get(n))),
        );
      }
    }
  }

  private inline(expr: Expr): Expr {
    const inlined = substitute(expr, (n) => {
      const isOwn = this.parameters.has(n) || this.states.includes(n);
      const value = isOwn ? undefined : (units.get(n)?.factor ?? CONSTANTS.get(n));
      return value === undefined ? this.subexpressions.get(n) : number(value);
    });
    return balance(inlined);
  }
}
