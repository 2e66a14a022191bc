import { children, type Expr } from "../equations/ast.js";
import { evaluate } from "../equations/evaluate.js";
import { EquationError } from "../errors.js";
import { type Dimension, formatDimension, sameDimension, TIME } from "../units/dimension.js";

/** What is known about the names in a text. */
export interface Known {
  /** The value of a constant, or its values if it has one for each neuron; undefined for other names. */
  value(name: string): number | Float64Array | undefined;
  /** The dimension of a parameter; undefined for other names. */
  dimension(name: string): Dimension | undefined;
}

type Constant = number | Float64Array;
const values = (constant: Constant): Iterable<number> => (typeof constant === "number" ? [constant] : constant);

/**
 * Rejects text in which constants give infinity or NaN (a division by 0, a logarithm of 0, an exponential that
 * overflows), and divisions by a negative time, which turn decay into growth. They are allowed in a branch that `where`
 * never takes, or takes only sometimes.
 * @throws EquationError with a caret under the place
 */
export function checkConstants(expr: Expr, text: string, where: string, known: Known): void {
  const fail = (reason: string, at: Expr, hint: string): never => {
    throw new EquationError(where, reason, text, at.span?.start ?? 0, at.span?.end ?? text.length, hint);
  };
  const constantOf = (e: Expr): Constant | undefined => {
    if (e.kind === "number") return e.value;
    if (e.kind === "name") return known.value(e.name);
    if (e.kind === "call" && e.fn === "where") {
      const condition = constantOf(e.args[0]);
      return typeof condition === "number" ? constantOf(e.args[condition !== 0 ? 1 : 2]) : undefined;
    }
    const parts = children(e).map(constantOf);
    if (e.kind === "binary" && e.op === "/") checkDivisor(e.right, parts[1]);
    const constants = parts.flatMap((part) => (part === undefined ? [] : [part]));
    if (constants.length < parts.length) return undefined;
    const result = combined(e, constants);
    const wasNumber = !constants.some((part) => some(part, Number.isNaN));
    const wasFinite = !constants.some((part) => some(part, (x) => !Number.isFinite(x)));
    for (const x of values(result)) {
      if ((Number.isNaN(x) && wasNumber) || (!Number.isFinite(x) && wasFinite)) {
        return fail(`this is ${x}, expected a finite number`, e, explained(e));
      }
    }
    return result;
  };
  const checkDivisor = (divisor: Expr, value: Constant | undefined): void => {
    if (value === undefined ? isAlwaysZero(divisor, known) : some(value, (x) => x === 0)) {
      fail("this divides by 0", divisor, explained(divisor));
    }
    for (const n of factors(divisor)) {
      const [time, dimension] = [known.value(n), known.dimension(n)];
      if (time === undefined || !dimension || !sameDimension(dimension, TIME) || !some(time, (x) => x < 0)) continue;
      fail(
        `this divides by a negative time`,
        divisor,
        `${explained({ kind: "name", name: n })}; write growth as "x / ${n}"`,
      );
    }
  };
  const explained = (e: Expr): string =>
    [...parameterNames(e)]
      .flatMap((n) => {
        const [value, dimension] = [known.value(n), known.dimension(n)];
        if (value === undefined || !dimension) return [];
        const unit = formatDimension(dimension);
        const shown = typeof value === "number" ? String(value) : `one of ${value.length} values`;
        return [`"${n}" is ${shown}${unit === "1" ? "" : ` ${unit}`}`];
      })
      .join(", ");
  constantOf(expr);
}

const some = (constant: Constant, is: (x: number) => boolean): boolean =>
  typeof constant === "number" ? is(constant) : constant.some((x) => is(x));

function parameterNames(e: Expr, found = new Set<string>()): Set<string> {
  if (e.kind === "name") found.add(e.name);
  for (const child of children(e)) parameterNames(child, found);
  return found;
}

/** The value of an operator or function of constants, element by element if one has several values. */
function combined(e: Expr, parts: readonly Constant[]): Constant {
  const names = parts.map((_, i) => ({ kind: "name", name: String(i) }) as const);
  const bare: Expr =
    e.kind === "unary"
      ? { ...e, operand: names[0] }
      : e.kind === "binary"
        ? { ...e, left: names[0], right: names[1] }
        : e.kind === "call"
          ? { ...e, args: names }
          : e;
  const lengths = parts.flatMap((part) => (typeof part === "number" ? [] : [part.length]));
  const at = (i: number) =>
    evaluate(bare, (n) => {
      const part = parts[Number(n)];
      return typeof part === "number" ? part : part[i];
    });
  return lengths.length === 0 ? at(0) : Float64Array.from({ length: Math.min(...lengths) }, (_, i) => at(i));
}

/** The names that a product or quotient consists of. */
function factors(e: Expr): string[] {
  if (e.kind === "name") return [e.name];
  if (e.kind !== "binary") return [];
  if (e.op === "*") return [...factors(e.left), ...factors(e.right)];
  return e.op === "/" ? factors(e.left) : [];
}

/** Whether a polynomial is 0 for all values of its variables, such as `v - v`: tested at seven points. */
function isAlwaysZero(e: Expr, known: Known): boolean {
  const isPolynomial = (part: Expr): boolean =>
    part.kind === "number" ||
    part.kind === "name" ||
    (part.kind === "unary" ? part.op === "-" : part.kind === "binary" && "+-*".includes(part.op));
  const everywhere = (part: Expr): boolean => isPolynomial(part) && children(part).every(everywhere);
  if (!everywhere(e)) return false;
  const names = [...parameterNames(e)];
  return [0.37, -1.31, 2.9, -7.7, 31.7, -0.011, 170.3].every((x, k) => {
    const point = (n: string): number => {
      const value = known.value(n);
      if (value !== undefined) return typeof value === "number" ? value : value[k % value.length];
      return x * Math.sqrt(2 + names.indexOf(n) * 3);
    };
    return evaluate(e, point) === 0;
  });
}
