import type { BinaryOperator, Expr } from "../../../equations/ast.js";
import type { FunctionName } from "../../../equations/functions.js";

const FUNCTIONS: Readonly<Record<Exclude<FunctionName, "where" | "clip">, string>> = {
  exp: "expf",
  log: "logf",
  sqrt: "sqrtf",
  abs: "fabsf",
  sin: "sinf",
  cos: "cosf",
  tanh: "tanhf",
  floor: "floorf",
  ceil: "ceilf",
  min: "fminf",
  max: "fmaxf",
  phi1: "phi1",
};

const LOGIC: Readonly<Partial<Record<BinaryOperator, string>>> = { and: "&&", or: "||" };
const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(["<", "<=", ">", ">=", "==", "!="]);

/** Turns expressions into CUDA C of 32-bit floats; `lookup` gives the C text of a name. */
export function emit(expr: Expr, lookup: (name: string) => string): string {
  const value = (e: Expr): string => {
    switch (e.kind) {
      case "number":
        return floatLiteral(e.value);
      case "name":
        return lookup(e.name);
      case "unary":
        return e.op === "-" ? `-${value(e.operand)}` : asNumber(condition(e));
      case "binary":
        if (e.op === "^") return `powf(${value(e.left)}, ${value(e.right)})`;
        if (isTruth(e)) return asNumber(condition(e));
        return `(${value(e.left)} ${e.op} ${value(e.right)})`;
      case "call": {
        if (e.fn === "where") return `(${condition(e.args[0])} ? ${value(e.args[1])} : ${value(e.args[2])})`;
        const [x, low, high] = e.args.map(value);
        if (e.fn === "clip") return `fminf(fmaxf(${x}, ${low}), ${high})`;
        return `${FUNCTIONS[e.fn]}(${e.args.map(value).join(", ")})`;
      }
    }
  };
  const condition = (e: Expr): string => {
    if (e.kind === "unary" && e.op === "not") return `!${condition(e.operand)}`;
    if (e.kind !== "binary" || !isTruth(e)) return `(${value(e)} != 0.0f)`;
    const logic = LOGIC[e.op];
    if (logic) return `(${condition(e.left)} ${logic} ${condition(e.right)})`;
    return `(${value(e.left)} ${e.op} ${value(e.right)})`;
  };
  return isTruth(expr) ? condition(expr) : value(expr);
}

/** Truth: what {@link emit} gives as a C condition and not as a number. */
export function isTruth(e: Expr): boolean {
  if (e.kind === "unary") return e.op === "not";
  return e.kind === "binary" && (COMPARISONS.has(e.op) || LOGIC[e.op] !== undefined);
}

const asNumber = (condition: string): string => `(${condition} ? 1.0f : 0.0f)`;

/** The text of an expression whose value is a number, also where it is a comparison. */
export function emitNumber(expr: Expr, lookup: (name: string) => string): string {
  return isTruth(expr) ? asNumber(emit(expr, lookup)) : unwrapped(emit(expr, lookup));
}

/** The text of an expression that is asked whether it holds. */
export function emitCondition(expr: Expr, lookup: (name: string) => string): string {
  return isTruth(expr) ? unwrapped(emit(expr, lookup)) : `${emit(expr, lookup)} != 0.0f`;
}

/** Without a pair of parentheses around the whole. */
function unwrapped(text: string): string {
  if (!text.startsWith("(")) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}

/** The nearest 32-bit number, in as few digits as give it back. */
export function floatLiteral(x: number): string {
  const single = Math.fround(x);
  if (Number.isNaN(single)) return "NOT_A_NUMBER";
  if (!Number.isFinite(single)) return single > 0 ? "INFINITE" : "-INFINITE";
  let text = String(single);
  for (let digits = 1; digits <= 9; digits++) {
    const shorter = single.toPrecision(digits);
    if (Math.fround(Number(shorter)) !== single) continue;
    text = String(Number(shorter));
    break;
  }
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}
