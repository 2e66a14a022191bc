import type { FunctionName } from "./functions.js";

export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";
type Arithmetic = "+" | "-" | "*" | "/" | "%" | "^";
type Logical = "and" | "or";
export type BinaryOperator = Arithmetic | Comparison | Logical;

/** Position of a node in its equation text; derived nodes have none. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Expr =
  | { readonly kind: "number"; readonly value: number; readonly span?: Span }
  | { readonly kind: "name"; readonly name: string; readonly span?: Span }
  | { readonly kind: "unary"; readonly op: "-" | "not"; readonly operand: Expr; readonly span?: Span }
  | {
      readonly kind: "binary";
      readonly op: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
      readonly span?: Span;
    }
  | { readonly kind: "call"; readonly fn: FunctionName; readonly args: readonly Expr[]; readonly span?: Span };

export const number = (value: number): Expr => ({ kind: "number", value });
export const name = (text: string): Expr => ({ kind: "name", name: text });
export const negate = (operand: Expr): Expr => ({ kind: "unary", op: "-", operand });
export const binary = (op: BinaryOperator, left: Expr, right: Expr): Expr => ({ kind: "binary", op, left, right });
export const add = (left: Expr, right: Expr): Expr => binary("+", left, right);
export const subtract = (left: Expr, right: Expr): Expr => binary("-", left, right);
export const times = (left: Expr, right: Expr): Expr => binary("*", left, right);
export const divide = (left: Expr, right: Expr): Expr => binary("/", left, right);
export const call = (fn: FunctionName, ...args: Expr[]): Expr => ({ kind: "call", fn, args });

export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "number":
    case "name":
      return [];
    case "unary":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "call":
      return expr.args;
  }
}

/** A node with each child replaced, and its span kept; the node itself if no child changes. */
export function mapChildren(expr: Expr, f: (child: Expr) => Expr): Expr {
  switch (expr.kind) {
    case "number":
    case "name":
      return expr;
    case "unary": {
      const operand = f(expr.operand);
      return operand === expr.operand ? expr : { ...expr, operand };
    }
    case "binary": {
      const [left, right] = [f(expr.left), f(expr.right)];
      return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
    }
    case "call": {
      const args = expr.args.map(f);
      return args.every((arg, i) => arg === expr.args[i]) ? expr : { ...expr, args };
    }
  }
}

/**
 * Memoizes a recursive function on nodes: substituted subexpressions are shared, not copied, so a tree may have far
 * more branches than nodes.
 */
export function onceForEach<T>(f: (expr: Expr, self: (expr: Expr) => T) => T): (expr: Expr) => T {
  const known = new Map<Expr, T>();
  const self = (expr: Expr): T => {
    const found = known.get(expr);
    if (found !== undefined || known.has(expr)) return found as T;
    const result = f(expr, self);
    known.set(expr, result);
    return result;
  };
  return self;
}

/** Replaces names by expressions; names for which `replacement` returns undefined stay. */
export function substitute(expr: Expr, replacement: (name: string) => Expr | undefined): Expr {
  return onceForEach<Expr>((e, self) => (e.kind === "name" ? (replacement(e.name) ?? e) : mapChildren(e, self)))(expr);
}

/** Every name that occurs, once each, in order of appearance. */
export function namesIn(expr: Expr): Set<string> {
  const found = new Set<string>();
  const visit = onceForEach<void>((e, self) => {
    if (e.kind === "name") found.add(e.name);
    for (const child of children(e)) self(child);
  });
  visit(expr);
  return found;
}

/** Rewrites `min` and `max` of several arguments with two arguments each. */
export function pairwise(expr: Expr): Expr {
  return onceForEach<Expr>((e, self) => {
    const mapped = mapChildren(e, self);
    if (mapped.kind !== "call" || (mapped.fn !== "min" && mapped.fn !== "max")) return mapped;
    const { fn, args } = mapped;
    return args.length <= 2 ? mapped : args.reduce((pair, arg) => call(fn, pair, arg));
  })(expr);
}
