import { nameOf } from "../check/names.js";
import { children, type Expr, type Span } from "../equations/ast.js";
import type { EquationSource } from "../equations/dimensions.js";
import { labelDraws, shownName } from "../equations/draws.js";
import { splitNoise } from "../equations/noise.js";
import { parse } from "../equations/parse.js";
import { sizeOf } from "../equations/size.js";
import { EquationError, ModelError } from "../errors.js";

/** A parsed text. */
export interface Statement extends EquationSource {
  readonly expr: Expr;
}

/** A parsed equation: `left` is `dv/dt`, or the name of a subexpression. */
export interface Equation extends Statement {
  readonly left: string;
}

/** Passes over trees are recursive, here and in compilers. */
const DEEPEST = 200;
/**
 * Conditions, assignments and transmitted values are written out in full; in rates, common subexpressions are shared.
 */
export const LARGEST_EVENT = 4000;

const DERIVATIVE = /^d([A-Za-z_]\w*)\/dt$/;

export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** The state variable of a left side such as `dv/dt`; undefined for a subexpression. */
export const stateOf = (left: string): string | undefined => DERIVATIVE.exec(left)?.[1];

/** @throws ModelError unless both sides are text and the left one has one of the two forms; EquationError for syntax */
export function readEquation(model: string, left: string, text: unknown): Equation {
  const where = `${model}, ${left}`;
  if (stateOf(left) === undefined && !isName(left)) {
    throw new ModelError(`${model}: found the equation "${left}", expected a left side like "dv/dt" or "iExc".`);
  }
  if (typeof text !== "string") {
    throw new ModelError(`${where}: found ${nameOf(text)}, expected the right side as text, such as "-v / tau".`);
  }
  return { left, text, where, expr: labelDraws(parse(text, where), left) };
}

/** @throws ModelError unless it is text; EquationError for syntax */
export function readText(model: string, label: string, text: unknown): Statement {
  const where = `${model}, ${label}`;
  if (typeof text !== "string") throw new ModelError(`${where}: found ${nameOf(text)}, expected text such as "v + 1".`);
  return { text, where, expr: labelDraws(parse(text, where), label) };
}

/** @throws ModelError for an expression that is too deep, or that has more than `largest` parts */
export function checkSize(where: string, expr: Expr, largest = Number.POSITIVE_INFINITY): void {
  const { nodes, depth } = sizeOf(expr);
  const isLarge = nodes > largest;
  if (!isLarge && depth <= DEEPEST) return;
  const [found, most, what] = isLarge ? [nodes, largest, "names, numbers and signs"] : [depth, DEEPEST, "levels"];
  throw new ModelError(
    `${where}: found ${found} ${what} after substituting subexpressions, expected at most ${most}. Use fewer or ` +
      "shorter subexpressions, or variables with equations of their own.",
  );
}

/** @throws EquationError for white noise that is not a term of a rate, times an amplitude: it has no square or function */
export function checkNoise(source: Statement, rate: Expr): void {
  const wrong = splitNoise(rate);
  if (typeof wrong !== "string") return;
  const reason = `"${wrong}" is white noise, which may only be a term of a sum, times an amplitude without noise`;
  throw errorAt(source, wrong, reason, `write it as a term such as "sigma * sqrt(2 / tau) * ${wrong}"`);
}

/** An error that points at a name in a text, or at the whole text if a subexpression brings it in. */
function errorAt({ where, text, expr }: Statement, name: string, reason: string, hint: string): EquationError {
  const { start, end } = placeOf(expr, name) ?? { start: 0, end: text.length };
  return new EquationError(where, reason, text, start, end, hint);
}

/** A name in a text that has no meaning there. */
export const meaningless = (
  source: Statement,
  name: string,
  [reason, hint]: readonly [string, string],
): EquationError => errorAt(source, name, `"${shownName(name)}" ${reason}`, hint);

/** Position of a name in a text. */
function placeOf(expr: Expr, wanted: string): Span | undefined {
  if (expr.kind === "name") return expr.name === wanted ? expr.span : undefined;
  for (const child of children(expr)) {
    const found = placeOf(child, wanted);
    if (found) return found;
  }
  return undefined;
}
