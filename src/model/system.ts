import { nameOf } from "../check/names.js";
import { nearest } from "../check/suggest.js";
import { children, type Expr, name, namesIn, number, type Span, substitute } from "../equations/ast.js";
import { balance } from "../equations/balance.js";
import { builtinDimension, CONSTANTS } from "../equations/builtins.js";
import { DimensionSolver, type EquationSource } from "../equations/dimensions.js";
import { isDraw, isDrawFunction, isNoise, labelDraws, shownName } from "../equations/draws.js";
import { evaluate } from "../equations/evaluate.js";
import { isFunctionName } from "../equations/functions.js";
import { splitNoise } from "../equations/noise.js";
import { parse } from "../equations/parse.js";
import { sizeOf } from "../equations/size.js";
import { EquationError, ModelError, UnitError } from "../errors.js";
import type { Ode } from "../integrate/method.js";
import { type Dimension, formatDimension, NUMBER, power, sameDimension, TIME } from "../units/dimension.js";
import { units } from "../units/units.js";
import { checkConstants } from "./checkConstants.js";
import { checkRecord } from "./declared.js";
import { type Parameters, type ResolvedParameter, resolveParameter } from "./parameters.js";
import type { ResolvedValue } from "./values.js";

/** Equations by left side: `"dv/dt"` for a differential equation, a plain name for a subexpression. */
export type Equations = Readonly<Record<string, string>>;

/** The names of the state variables of a record of equations: v for the key `dv/dt`. */
export type StateNames<E> = { [K in keyof E]: K extends `d${infer X}/dt` ? X : never }[keyof E] & string;

/** A parsed text. */
export interface Statement extends EquationSource {
  readonly expr: Expr;
}

/** What a text requires of the units of its names. */
type Demand = (solver: DimensionSolver, source: Statement) => void;

const DERIVATIVE = /^d([A-Za-z_]\w*)\/dt$/;
const NAME = /^[A-Za-z_]\w*$/;

/** Passes over trees are recursive, here and in compilers. */
const DEEPEST = 200;
/**
 * Conditions, assignments and transmitted values are written out in full; in rates, common subexpressions are shared.
 */
const LARGEST_EVENT = 4000;

function checkSize(where: string, expr: Expr, largest: number): void {
  const { nodes, depth } = sizeOf(expr);
  const isLarge = nodes > largest;
  if (!isLarge && depth <= DEEPEST) return;
  const [found, most, what] = isLarge ? [nodes, largest, "names, numbers and signs"] : [depth, DEEPEST, "levels"];
  throw new ModelError(
    `${where}: found ${found} ${what} after substituting subexpressions, expected at most ${most}. Use fewer or ` +
      "shorter subexpressions, or variables with equations of their own.",
  );
}

const NO_DRAW = [
  "is drawn once in each step, so that its effect on a rate would depend on dt",
  "use white noise, xi, in differential equations",
] as const;
const NO_NOISE = [
  "is white noise, which has no value at a time",
  "use rand() or randn() in thresholds and events, and xi in differential equations",
] as const;

/** Position of a name in a text. */
function placeOf(expr: Expr, wanted: string): Span | undefined {
  if (expr.kind === "name") return expr.name === wanted ? expr.span : undefined;
  for (const child of children(expr)) {
    const found = placeOf(child, wanted);
    if (found) return found;
  }
  return undefined;
}

const USUAL_UNITS = ["ms", "mV", "pA", "nS", "pF"];

/** `, such as ms(20)`: the given value in the coherent unit, if that is a common one. */
function example({ value }: ResolvedValue, dimension: Dimension): string {
  const unit = formatDimension(dimension);
  return typeof value === "number" && USUAL_UNITS.includes(unit) ? `, such as ${unit}(${value})` : "";
}

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
  private readonly solver: DimensionSolver;
  private readonly subexpressions = new Map<string, Expr>();
  /** Values of the subexpressions made of constants. */
  private readonly subexpressionValues = new Map<string, number>();
  private readonly typedForms = new WeakMap<Expr, Statement>();
  private readonly demands: { readonly source: Statement; readonly on: Demand }[] = [];

  constructor(
    readonly where: string,
    equations: Equations,
    parameters: Parameters,
    private readonly external: readonly string[] = [],
    /** Names that are plain numbers unless something else is declared under them, such as the index of a neuron. */
    private readonly numbers: readonly string[] = [],
    /** Whether texts may read the neurons at both ends of a synapse. */
    private readonly hasEnds = false,
  ) {
    checkRecord(`${where}, equations`, equations, 'such as { "dv/dt": "-v / tau" }');
    this.parameters = new Map(
      Object.entries(parameters).map(([key, value]) => [key, resolveParameter(value, `${where}, parameter "${key}"`)]),
    );
    const statements = Object.entries(equations).map(([left, text]) => this.statement(left, text));
    this.states = statements.flatMap(({ left }) => DERIVATIVE.exec(left)?.[1] ?? []);
    for (const { left } of statements) if (!DERIVATIVE.test(left)) this.subexpressions.set(left, number(0));
    this.checkDeclaredNames();
    this.solver = new DimensionSolver((n) => this.declaredDimension(n));
    this.source = statements.map(({ left, expr }) => [left, expr] as const);

    for (const { left, ...source } of statements) {
      this.checkNames(source.expr, source.text, source.where);
      const state = DERIVATIVE.exec(left)?.[1];
      const factor = state ? power(TIME, -1) : NUMBER;
      this.demand(source, (solver, at) => solver.constrain(state ?? left, factor, at.expr, at));
    }
    this.orderSubexpressions(statements.filter(({ left }) => this.subexpressions.has(left)));
    for (const { expr, text, where: at } of statements) this.checkConstants(expr, text, at);
    this.odes = statements.flatMap(({ left, expr, text, where: at }) => {
      const state = DERIVATIVE.exec(left)?.[1];
      if (state === undefined) return [];
      this.refuse({ expr, text, where: at }, isDraw, NO_DRAW);
      const rate = this.inline(expr);
      this.checkNoise({ expr, text, where: at }, rate);
      checkSize(at, rate, Number.POSITIVE_INFINITY);
      return [{ state, rate }];
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
    this.demand(source, (solver, at) => solver.declare(state, dimension, at));
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
    const solver = new DimensionSolver((n) => this.declaredDimension(n) ?? external(n));
    for (const { source, on } of this.demands) on(solver, locate(source));
    return (expr, dimension) => {
      const source = this.typedForms.get(expr);
      if (source) solver.require(source.expr, dimension, locate(source));
    };
  }

  dimension(state: string): Dimension {
    return this.solver.dimension(state);
  }

  private declaredDimension(n: string): Dimension | undefined {
    const known = this.parameters.get(n)?.dimension ?? units.get(n)?.dimension ?? builtinDimension(n);
    const isNumber = known === undefined && this.numbers.includes(n) && !this.isDeclared(n);
    return isNumber ? NUMBER : known;
  }

  private demand(source: Statement, on: Demand): void {
    this.demands.push({ source, on });
    try {
      on(this.solver, source);
    } catch (error) {
      const hint = error instanceof UnitError && this.fittingParameter(source);
      if (!hint) throw error;
      on(this.solver, { ...source, hint });
      throw error;
    }
  }

  /**
   * Suggests a parameter whose unit may be wrong: if it had another unit, all would match. Most often it has no unit.
   */
  private fittingParameter(source: Statement): string | undefined {
    const found: { readonly text: string; readonly isPlain: boolean }[] = [];
    for (const n of this.namesReached(source.expr)) {
      const parameter = this.parameters.get(n);
      if (!parameter) continue;
      const solver = new DimensionSolver((m) => (m === n ? undefined : this.declaredDimension(m)));
      try {
        for (const demand of this.demands) demand.on(solver, demand.source);
      } catch (error) {
        if (error instanceof UnitError) continue;
        throw error;
      }
      const needed = solver.dimension(n);
      if (sameDimension(needed, parameter.dimension)) continue;
      const text = `"${n}" would have to be in ${formatDimension(needed)}${example(parameter, needed)}`;
      found.push({ text, isPlain: sameDimension(parameter.dimension, NUMBER) });
    }
    const plain = found.filter(({ isPlain }) => isPlain);
    const [only, ...others] = plain.length > 0 ? plain : found;
    return others.length === 0 ? only?.text : undefined;
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

  private read(text: string, label: string, on: Demand): Expr {
    const where = `${this.where}, ${label}`;
    if (typeof text !== "string")
      throw new ModelError(`${where}: found ${nameOf(text)}, expected text such as "v + 1".`);
    const source = { text, where, expr: labelDraws(parse(text, where), label) };
    this.checkNames(source.expr, text, where);
    this.refuse(source, isNoise, NO_NOISE);
    this.demand(source, on);
    this.checkConstants(source.expr, text, where);
    const result = { ...this.inline(source.expr) };
    checkSize(where, result, LARGEST_EVENT);
    this.typedForms.set(result, source);
    return result;
  }

  private statement(left: string, text: string): Statement & { left: string } {
    const at = `${this.where}, ${left}`;
    if (!DERIVATIVE.test(left) && !NAME.test(left)) {
      throw new ModelError(`${this.where}: found the equation "${left}", expected a left side like "dv/dt" or "iExc".`);
    }
    if (typeof text !== "string") {
      throw new ModelError(`${at}: found ${nameOf(text)}, expected the right side as text, such as "-v / tau".`);
    }
    return { left, text, where: at, expr: labelDraws(parse(text, at), left) };
  }

  private checkDeclaredNames(): void {
    const kinds: readonly (readonly [string, Iterable<string>])[] = [
      ["state variable", this.states],
      ["subexpression", this.subexpressions.keys()],
      ["parameter", this.parameters.keys()],
      ["name", this.external],
    ];
    const seen = new Map<string, string>();
    for (const [kind, names] of kinds) {
      for (const n of names) {
        const clash = seen.get(n) ?? this.meaningOf(n);
        if (clash) throw new ModelError(`${this.where}: the ${kind} "${n}" is also a ${clash}. Rename one of them.`);
        if (!NAME.test(n))
          throw new ModelError(`${this.where}: the ${kind} "${n}" is not a name (letters, digits, _).`);
        seen.set(n, kind);
      }
    }
  }

  private isDeclared(n: string): boolean {
    return this.states.includes(n) || this.subexpressions.has(n) || this.parameters.has(n);
  }

  /** What a name means that no model declares. */
  private meaningOf(n: string): string | undefined {
    if (units.has(n)) return "unit";
    if (isFunctionName(n) || isDrawFunction(n)) return "function";
    return builtinDimension(n) && "name with a meaning of its own";
  }

  /** Rejects names that have no meaning in this kind of text, directly or through subexpressions. */
  private refuse(source: Statement, is: (n: string) => boolean, [reason, hint]: readonly [string, string]): void {
    const found = [...this.namesReached(source.expr)].find(is);
    if (found === undefined) return;
    const { start, end } = placeOf(source.expr, found) ?? { start: 0, end: source.text.length };
    throw new EquationError(source.where, `"${shownName(found)}" ${reason}`, source.text, start, end, hint);
  }

  /** White noise must be a term of a rate, times an amplitude: it has no square, nor any other function. */
  private checkNoise(source: Statement, rate: Expr): void {
    const wrong = splitNoise(rate);
    if (typeof wrong !== "string") return;
    const { start, end } = placeOf(source.expr, wrong) ?? { start: 0, end: source.text.length };
    const reason = `"${wrong}" is white noise, which may only be a term of a sum, times an amplitude without noise`;
    const hint = `write it as a term such as "sigma * sqrt(2 / tau) * ${wrong}"`;
    throw new EquationError(source.where, reason, source.text, start, end, hint);
  }

  private checkConstants(expr: Expr, text: string, at: string): void {
    checkConstants(expr, text, at, {
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

  private checkNames(expr: Expr, text: string, at: string): void {
    if (expr.kind === "name") {
      const n = expr.name;
      if (
        this.isDeclared(n) ||
        this.numbers.includes(n) ||
        this.meaningOf(n) !== undefined ||
        isDraw(n) ||
        this.external.includes(n) ||
        (this.hasEnds && /^(pre|post)\./.test(n))
      )
        return;
      // The model's own names first, as the first of equally close names is suggested.
      const kinds = new Map<string, string>();
      for (const variable of [...this.states, ...this.external]) kinds.set(variable, "variable");
      for (const sub of this.subexpressions.keys()) kinds.set(sub, "subexpression");
      for (const parameter of this.parameters.keys()) kinds.set(parameter, "parameter");
      for (const unit of units.keys()) kinds.set(unit, "unit");
      const meant = nearest(n, kinds.keys());
      const hint = meant ? `did you mean the ${kinds.get(meant)} "${meant}"?` : "declare it as a parameter";
      const { start, end } = expr.span ?? { start: 0, end: text.length };
      throw new EquationError(at, `unknown symbol "${n}"`, text, start, end, hint);
    }
    const parts = expr.kind === "unary" ? [expr.operand] : expr.kind === "binary" ? [expr.left, expr.right] : [];
    for (const part of expr.kind === "call" ? expr.args : parts) this.checkNames(part, text, at);
  }

  /** Substitutes subexpressions into one another. Throws ModelError if they form a cycle. */
  private orderSubexpressions(statements: readonly (Statement & { left: string })[]): void {
    const waiting = new Map(statements.map((s) => [s.left, s]));
    while (waiting.size > 0) {
      const ready = [...waiting.values()].find(({ expr }) => ![...namesIn(expr)].some((n) => waiting.has(n)));
      if (!ready) {
        throw new ModelError(
          `${this.where}: the subexpressions ${[...waiting.keys()].join(", ")} refer to one another.`,
        );
      }
      waiting.delete(ready.left);
      const inlined = this.inline(ready.expr);
      checkSize(ready.where, inlined, Number.POSITIVE_INFINITY);
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
