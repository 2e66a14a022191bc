import { checkOptions, nameOf } from "../check/names.js";
import { stepLength } from "../check/stepLength.js";
import { type Expr, name, number, substitute } from "../equations/ast.js";
import { balance } from "../equations/balance.js";
import { STEP_NAME, TIME_NAME } from "../equations/builtins.js";
import type { Interval } from "../equations/interval.js";
import { latex, nameLatex } from "../equations/latex.js";
import { type NoiseTerm, splitNoise } from "../equations/noise.js";
import { fillPoles } from "../equations/removablePoles.js";
import { simplify } from "../equations/simplify.js";
import { ModelError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import { checkNumbers, checkStart } from "./checkNumbers.js";
import { checkStability, findGrowth } from "./checkStability.js";
import { type EquationSystem, isEquationSystem } from "./equationSystem.js";
import type { Method, MethodName, Step, Update } from "./method.js";
import { namedMethod, suitableMethods } from "./methods.js";
import { withNoise } from "./noise.js";
import { shareSubtrees } from "./shareSubtrees.js";
import { withinLimit } from "./stability.js";

/** The difference equations that are executed. */
export interface Derivation {
  readonly method: MethodName;
  /** Step in ms. */
  readonly dt: number;
  readonly update: Update;
  /** Warnings about the stability of the method within the declared ranges. */
  readonly warnings: readonly string[];
  /** The update as LaTeX: one aligned environment. */
  readonly latex: string;
}

/** The ranges of the parameters that have one value for each neuron. */
function arrayRanges({ variants }: EquationSystem): ReadonlyMap<string, Interval> {
  return new Map(
    [...(variants[0]?.keys() ?? [])].map((n) => {
      const values = variants.map((variant) => variant.get(n) ?? Number.NaN);
      return [n, [Math.min(...values), Math.max(...values)] as const];
    }),
  );
}

/** Replaces every parameter that has one value by that value and folds; removes the gap of z/(e^z − 1) at 0. */
export function foldConstants(expr: Expr, constants: ReadonlyMap<string, number>): Expr {
  const put = substitute(expr, (n) => {
    const value = constants.get(n);
    return value === undefined ? undefined : number(value);
  });
  return balance(simplify(fillPoles(simplify(put))));
}

/**
 * Derives the difference equations of a model for a step `dt`. The method is the given one, else the model's own, else
 * `exact` if the equations are linear with constant coefficients (or `exponentialEuler`, which is exact too if no
 * variable depends on another); `exponentialEuler` if every equation is linear in its own variable and no variables
 * depend on one another in a cycle; else `rk4` if it is stable at the initial state and within the declared ranges, and
 * `exponentialMidpoint` if it is not.
 *
 * @throws InputError unless `dt` is a step length
 * @throws ModelError if the method does not apply, or is unstable for this step at the initial state
 */
export function derive(
  given: EquationSystem,
  options: { readonly dt: Quantity<"time">; readonly method?: MethodName },
): Derivation {
  if (!isEquationSystem(given)) {
    throw new ModelError(`derive: found ${nameOf(given)}, expected a model: neuron({ … }) or synapse({ … }).`);
  }
  checkOptions("derive", options, ["dt", "method"], { example: "{ dt: ms(0.5) }" });
  const dt = stepLength("derive", options.dt);
  const system: EquationSystem = {
    ...given,
    constants: new Map([...given.constants, [STEP_NAME, dt]]),
    initialValues: new Map([...given.initialValues, [TIME_NAME, 0]]),
  };
  const step = stepOf(system, dt);
  checkStart(system, step);
  const { method, update: drift, warnings } = chosenUpdate(system, step, options.method ?? system.method);
  const update = simplified(withNoise(drift, method.noise?.(step) ?? new Map()));
  checkNumbers(system, step, update);
  checkStageNames(system, update);
  return { method: method.name, dt, update, warnings, latex: updateLatex(update) };
}

function chosenUpdate(system: EquationSystem, step: Step, wanted: MethodName | undefined) {
  if (wanted !== undefined) {
    const method = namedMethod(wanted, step, system.where);
    const update = updateOf(method, step);
    return { method, update, warnings: checkStability(system, step, method, update) };
  }
  const inRanges = (n: string): Interval => step.arrays.get(n) ?? system.ranges.get(n) ?? [-Infinity, Infinity];
  const suitable = suitableMethods(step, (method) => withinLimit(method, step, inRanges));
  for (const method of suitable) {
    const update = updateOf(method, step);
    const isLast = method === suitable.at(-1);
    if (isLast || !findGrowth(system, step, method, update)) {
      return { method, update, warnings: isLast ? checkStability(system, step, method, update) : [] };
    }
  }
  throw new TypeError("no method for everything");
}

/** The equations with constants substituted, and white noise separated. */
function stepOf(system: EquationSystem, dt: number): Step {
  const noise = new Map<string, readonly NoiseTerm[]>();
  const odes = system.odes.map(({ state, rate }) => {
    const split = splitNoise(foldConstants(rate, system.constants));
    if (typeof split === "string") {
      throw new ModelError(
        `${system.where}, d${state}/dt: found "${split}" in a function, expected a term of its own.`,
      );
    }
    if (split.terms.length > 0) noise.set(state, split.terms);
    return { state, rate: split.drift };
  });
  const inputs = new Set([...(system.inputs ?? []), ...(system.changing ?? [])]);
  return { odes, noise, dt, arrays: arrayRanges(system), inputs };
}

const updateOf = (method: Method, step: Step): Update => shareSubtrees(simplified(method.update(step)));

const simplified = ({ locals, next }: Update): Update => ({
  locals: locals.map(([n, value]) => [n, simplify(value)] as const),
  next: next.map(({ state, value }) => ({ state, value: simplify(value) })),
});

/** @throws ModelError if a name of the model is also that of an intermediate value */
function checkStageNames({ where, odes, variants, inputs, changing }: EquationSystem, { locals }: Update): void {
  const own = new Set([
    ...[...odes.map((o) => o.state), ...variants.flatMap((v) => [...v.keys()])],
    ...[...(inputs ?? []), ...(changing ?? [])],
  ]);
  const clash = locals.find(([local]) => own.has(local))?.[0];
  if (clash === undefined) return;
  throw new ModelError(`${where}: found a name "${clash}", which the integration method uses. Rename it.`);
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
