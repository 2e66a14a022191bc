import type { FunctionName } from "./functions.js";

export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";
export type Arithmetic = "+" | "-" | "*" | "/" | "^";
export type Logical = "and" | "or";
export type BinaryOperator = Arithmetic | Comparison | Logical;

/** Where a node stands in its equation text; derived nodes have none. */
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

/** Rebuilds a node with each child replaced; the span stays. */
export function mapChildren(expr: Expr, f: (child: Expr) => Expr): Expr {
  switch (expr.kind) {
    case "number":
    case "name":
      return expr;
    case "unary":
      return { ...expr, operand: f(expr.operand) };
    case "binary":
      return { ...expr, left: f(expr.left), right: f(expr.right) };
    case "call":
      return { ...expr, args: expr.args.map(f) };
  }
}

/** Replaces names by expressions; names that `replacement` does not know stay. */
export function substitute(expr: Expr, replacement: (name: string) => Expr | undefined): Expr {
  if (expr.kind === "name") return replacement(expr.name) ?? expr;
  return mapChildren(expr, (child) => substitute(child, replacement));
}

/** Every name that occurs, each once, in order of appearance. */
export function namesIn(expr: Expr, found: Set<string> = new Set()): Set<string> {
  if (expr.kind === "name") found.add(expr.name);
  for (const child of children(expr)) namesIn(child, found);
  return found;
}
