import { EquationError } from "../errors.js";
import type { BinaryOperator, Expr, Span } from "./ast.js";
import { DRAW_FUNCTIONS, isDrawFunction } from "./draws.js";
import { functionSpec, functions, isFunctionName } from "./functions.js";
import { type Token, tokenize } from "./tokenize.js";

const MAX_DEPTH = 200;
/** A chain of operators is a tree as deep as it is long, and every pass over a tree is recursive. */
const MAX_TOKENS = 2000;
/** Binary left-associative operators, weakest first; `not`, unary minus and `^` are handled separately. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["or"],
  ["and"],
  ["<", "<=", ">", ">=", "==", "!="],
  ["+", "-"],
  ["*", "/", "%"],
];
const COMPARISON_LEVEL = 2;

/**
 * Parses one right-hand side: numbers, names, `+ - * / % ^` (or `**`), comparisons, `and or not` (or `&& || !`) and the
 * functions of `functions.ts`. `-x^2` is `-(x^2)`; `^` binds to the right. Comparisons do not chain.
 *
 * @param where what the text is, for messages: `population "exc", dv/dt`
 * @throws EquationError with a caret under the place
 */
export function parse(source: string, where: string): Expr {
  const tokens = tokenize(source, where);
  let at = 0;
  let depth = 0;

  const fail = (reason: string, span: Span, hint?: string): never => {
    throw new EquationError(where, reason, source, span.start, span.end, hint);
  };
  if (tokens.length > MAX_TOKENS) {
    const { span } = tokens[MAX_TOKENS];
    fail(`longer than ${MAX_TOKENS} names, numbers and signs`, span, "split it with subexpressions");
  }
  const peek = (): Token => tokens[at];
  const describe = (token: Token): string =>
    token.kind === "end" ? "the end" : JSON.stringify(source.slice(token.span.start, token.span.end));
  const accept = (text: string): boolean => {
    const token = peek();
    if (token.kind !== "symbol" || token.text !== text) return false;
    at++;
    return true;
  };
  const expect = (text: string): Span => {
    const token = peek();
    if (!accept(text)) fail(`expected "${text}", found ${describe(token)}`, token.span);
    return token.span;
  };
  const nested = (f: () => Expr): Expr => {
    if (++depth > MAX_DEPTH) fail(`nested more than ${MAX_DEPTH} levels deep`, peek().span);
    const result = f();
    depth--;
    return result;
  };

  const level = (index: number): Expr => {
    if (index === LEVELS.length) return unary();
    if (index === COMPARISON_LEVEL && peek().kind === "symbol") {
      const start = peek().span.start;
      if (accept("not")) {
        const operand = nested(() => level(COMPARISON_LEVEL));
        return { kind: "unary", op: "not", operand, span: { start, end: endOf(operand) } };
      }
    }
    let left = level(index + 1);
    for (;;) {
      const token = peek();
      const op = token.kind === "symbol" ? LEVELS[index].find((candidate) => candidate === token.text) : undefined;
      if (!op) return left;
      at++;
      const right = level(index + 1);
      left = { kind: "binary", op, left, right, span: { start: startOf(left), end: endOf(right) } };
      const next = peek();
      if (index === COMPARISON_LEVEL && next.kind === "symbol" && LEVELS[index].some((o) => o === next.text)) {
        fail("comparisons do not chain", next.span, 'write "a < b and b < c"');
      }
    }
  };

  const unary = (): Expr => {
    const start = peek().span.start;
    if (accept("-")) {
      const operand = nested(unary);
      return { kind: "unary", op: "-", operand, span: { start, end: endOf(operand) } };
    }
    if (accept("+")) return nested(unary);
    const base = atom();
    if (!accept("^")) return base;
    const exponent = nested(unary);
    return { kind: "binary", op: "^", left: base, right: exponent, span: { start, end: endOf(exponent) } };
  };

  const atom = (): Expr => {
    const token = peek();
    at++;
    if (token.kind === "number") return { kind: "number", value: token.value, span: token.span };
    if (token.kind === "symbol" && token.text === "(") {
      const inner = nested(() => level(0));
      const end = expect(")").end;
      return { ...inner, span: { start: token.span.start, end } };
    }
    if (token.kind !== "name") {
      return fail(`expected a number, a name or "(", found ${describe(token)}`, token.span);
    }
    if (accept("(")) return functionCall(token.text, token.span);
    return { kind: "name", name: token.text, span: token.span };
  };

  const functionCall = (text: string, span: Span): Expr => {
    if (isDrawFunction(text)) {
      const end = expect(")").end;
      return { kind: "name", name: `${text}()`, span: { start: span.start, end } };
    }
    if (!isFunctionName(text)) {
      const known = [...Object.keys(functions), ...DRAW_FUNCTIONS].join(", ");
      return fail(`unknown function "${text}"`, span, `there are ${known}`);
    }
    const args: Expr[] = [];
    let end = peek().span.end;
    if (!accept(")")) {
      do args.push(nested(() => level(0)));
      while (accept(","));
      end = expect(")").end;
    }
    const { arity, takesMore = false } = functionSpec(text);
    if (takesMore ? args.length < arity : args.length !== arity) {
      const count = `${takesMore ? "at least " : ""}${arity} argument${arity === 1 ? "" : "s"}`;
      fail(`${text} takes ${count}, found ${args.length}`, {
        start: span.start,
        end,
      });
    }
    return { kind: "call", fn: text, args, span: { start: span.start, end } };
  };

  const result = level(0);
  const rest = peek();
  if (rest.kind !== "end") fail(`expected an operator or the end, found ${describe(rest)}`, rest.span);
  return result;
}

const startOf = (expr: Expr): number => expr.span?.start ?? 0;
const endOf = (expr: Expr): number => expr.span?.end ?? 0;
