import { type Expr, name, number, substitute } from "../equations/ast.js";
import { evaluate } from "../equations/evaluate.js";
import { bounds, type Interval } from "../equations/interval.js";
import { latex, nameLatex } from "../equations/latex.js";
import { linearIn } from "../equations/linear.js";
import { simplify } from "../equations/simplify.js";
import { ModelError } from "../errors.js";
import { type Quantity, scalar } from "../units/quantity.js";
import type { Method, MethodName, Ode, Update } from "./method.js";
import { chooseMethod } from "./methods.js";

/** What a neuron or synapse model offers to be turned into difference equations. */
export interface EquationSystem {
  /** For messages: `population "exc"`. */
  readonly where: string;
  /** Rates over the names of state variables and parameters. */
  readonly odes: readonly Ode[];
  /** Parameters with one value, in coherent units; the others (one value per neuron) stay names. */
  readonly constants: ReadonlyMap<string, number>;
  /** Declared ranges of state variables. */
  readonly ranges: ReadonlyMap<string, Interval>;
  /** Initial values where they are one number. */
  readonly initialValues: ReadonlyMap<string, number>;
  readonly method?: MethodName;
}

/** The difference equations that are really executed. */
export interface Derivation {
  readonly method: MethodName;
  /** Step in ms. */
  readonly dt: number;
  readonly update: Update;
  /** Doubts about the stability of the method within the declared ranges. */
  readonly warnings: readonly string[];
  /** The update as LaTeX: one aligned environment. */
  readonly latex: string;
}

/** Replaces every parameter that has one value by that value and folds. */
export function foldConstants(expr: Expr, constants: ReadonlyMap<string, number>): Expr {
  return simplify(
    substitute(expr, (n) => {
      const value = constants.get(n);
      return value === undefined ? undefined : number(value);
    }),
  );
}

/**
 * Derives the difference equations of a model for a step `dt`. The method is the given one, else the model's own, else
 * exponential Euler where every equation is linear in its own variable, and rk4 elsewhere.
 *
 * @throws ModelError where the method does not apply, or where it is unstable for this step already at the initial state
 */
export function derive(
  system: EquationSystem,
  options: { readonly dt: Quantity<"time">; readonly method?: MethodName },
): Derivation {
  const dt = scalar(options.dt, "derive, dt");
  if (!(dt > 0 && Number.isFinite(dt))) {
    throw new ModelError(`derive, dt: found ${dt} ms, expected a positive step. Give for example ms(0.5).`);
  }
  const odes = system.odes.map(({ state, rate }) => ({ state, rate: foldConstants(rate, system.constants) }));
  const method = chooseMethod(options.method ?? system.method, odes, system.where);
  const warnings = checkStability(system, odes, method, dt);
  const raw = method.update(odes, dt);
  const update: Update = {
    locals: raw.locals.map(([n, value]) => [n, simplify(value)] as const),
    next: raw.next.map(({ state, value }) => ({ state, value: simplify(value) })),
  };
  return { method: method.name, dt, update, warnings, latex: updateLatex(update) };
}

function checkStability(system: EquationSystem, odes: readonly Ode[], method: Method, dt: number): string[] {
  const warnings: string[] = [];
  if (method.stabilityLimit === Number.POSITIVE_INFINITY) return warnings;
  for (const { state, rate } of odes) {
    const form = linearIn(rate, state);
    if (!form) continue;
    const atStart = evaluate(form.slope, (n) => system.initialValues.get(n) ?? Number.NaN);
    if (-atStart * dt > method.stabilityLimit) {
      const longest = method.stabilityLimit / -atStart;
      throw new ModelError(
        `${system.where}, d${state}/dt: found a step of ${dt} ms, expected at most ${longest.toPrecision(4)} ms: ` +
          `the method "${method.name}" is unstable beyond ${method.stabilityLimit.toPrecision(3)} time constants ` +
          `(here ${(-1 / atStart).toPrecision(4)} ms). Use a shorter step or the method "exponentialEuler".`,
      );
    }
    const [steepest] = bounds(form.slope, (n) => {
      const start = system.initialValues.get(n) ?? Number.NaN;
      return system.ranges.get(n) ?? [start, start];
    });
    if (-steepest * dt > method.stabilityLimit) {
      warnings.push(
        `${system.where}, d${state}/dt: the method "${method.name}" is unstable within the declared ranges: ` +
          `the time constant falls to ${(-1 / steepest).toPrecision(3)} ms, the step is ${dt} ms. ` +
          `Use a shorter step or the method "exponentialEuler".`,
      );
    }
  }
  return warnings;
}

function updateLatex({ locals, next }: Update): string {
  const typeset = (expr: Expr): string =>
    latex(substitute(expr, (n) => (isStage(n) ? name(stageLatexName(n)) : undefined)));
  const isStage = (n: string) => locals.some(([local]) => local === n);
  const lines = [
    ...locals.map(([n, value]) => `${nameLatex(stageLatexName(n))} &= ${typeset(value)}`),
    ...next.map(({ state, value }) => `${nameLatex(state)} &\\leftarrow ${typeset(value)}`),
  ];
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}`;
}

/** `k1_v` typesets as the first stage of v. */
const stageLatexName = (local: string): string => local.replace(/^k(\d+)_(.*)$/, "k$1$2");
