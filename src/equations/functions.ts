/** A function of the equation language: number of arguments, value in float64, and how LaTeX sets it. */
interface FunctionSpec {
  readonly arity: number;
  /** Whether it takes any number of arguments, but at least `arity`. */
  readonly takesMore?: boolean;
  readonly evaluate: (...args: number[]) => number;
  readonly latex: (...args: string[]) => string;
}

const operator = (text: string) => (x: string) => `${text}\\left(${x}\\right)`;

const listed =
  (text: string) =>
  (...args: string[]) =>
    `${text}\\left(${args.join(", ")}\\right)`;

/** (e^z - 1)/z, the first of the φ functions of exponential integrators; 1 at z = 0. */
export function phi1(z: number): number {
  return z === 0 ? 1 : Math.expm1(z) / z;
}

export const functions = {
  exp: { arity: 1, evaluate: Math.exp, latex: (x) => `e^{${x}}` },
  log: { arity: 1, evaluate: Math.log, latex: operator("\\ln") },
  sqrt: { arity: 1, evaluate: Math.sqrt, latex: (x) => `\\sqrt{${x}}` },
  abs: { arity: 1, evaluate: Math.abs, latex: (x) => `\\left|${x}\\right|` },
  sin: { arity: 1, evaluate: Math.sin, latex: operator("\\sin") },
  cos: { arity: 1, evaluate: Math.cos, latex: operator("\\cos") },
  tanh: { arity: 1, evaluate: Math.tanh, latex: operator("\\tanh") },
  floor: { arity: 1, evaluate: Math.floor, latex: (x) => `\\left\\lfloor ${x}\\right\\rfloor` },
  ceil: { arity: 1, evaluate: Math.ceil, latex: (x) => `\\left\\lceil ${x}\\right\\rceil` },
  min: { arity: 2, takesMore: true, evaluate: Math.min, latex: listed("\\min") },
  max: { arity: 2, takesMore: true, evaluate: Math.max, latex: listed("\\max") },
  clip: {
    arity: 3,
    evaluate: (x, low, high) => Math.min(Math.max(x, low), high),
    latex: (x, low, high) => `\\operatorname{clip}\\left(${x}, ${low}, ${high}\\right)`,
  },
  where: {
    arity: 3,
    evaluate: (condition, yes, no) => (condition !== 0 ? yes : no),
    latex: (c, a, b) => `\\begin{cases}${a} & ${c}\\\\ ${b} & \\text{otherwise}\\end{cases}`,
  },
  phi1: { arity: 1, evaluate: phi1, latex: operator("\\varphi_1") },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof functions;

export function isFunctionName(text: string): text is FunctionName {
  return Object.hasOwn(functions, text);
}

/** The specification as one type, so that callers need no cast for the number of arguments. */
export function functionSpec(fn: FunctionName): FunctionSpec {
  return functions[fn];
}
