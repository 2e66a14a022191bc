import { children, type Expr, namesIn } from "../equations/ast.js";
import { evaluate } from "../equations/evaluate.js";
import { excerpt } from "../equations/print.js";
import { ModelError } from "../errors.js";
import type { EquationSystem } from "./equationSystem.js";
import type { Step, Update } from "./method.js";

/**
 * Checks the rates at the initial state, where it is known, for all values of the parameters.
 * @throws ModelError if one is infinite or NaN
 */
export function checkStart({ where, initialValues, variants }: EquationSystem, { odes }: Step): void {
  for (const { state, rate } of odes) {
    for (const variant of variants) {
      const value = (n: string): number | undefined => initialValues.get(n) ?? variant.get(n);
      const names = [...namesIn(rate)];
      if (names.some((n) => value(n) === undefined)) continue;
      const found = evaluate(rate, (n) => value(n) ?? Number.NaN);
      if (Number.isFinite(found)) continue;
      const at = names.map((n) => `${n} = ${value(n)}`).join(", ");
      throw new ModelError(
        `${where}, d${state}/dt: found ${found} at the initial state (${at}), expected a finite rate. Start elsewhere, or ` +
          "rewrite the equation so that it is defined there: phi1(z) is (exp(z) - 1) / z, and 1 at 0.",
      );
    }
  }
}

/**
 * Checks the constants of the difference equations.
 * @throws ModelError for NaN, and for an infinite value unless a parameter is infinite
 */
export function checkNumbers({ where, constants }: EquationSystem, { odes, dt }: Step, update: Update): void {
  const allowsInfinity = [...constants.values()].some((x) => !Number.isFinite(x));
  const isWrong = (x: number) => Number.isNaN(x) || (!allowsInfinity && !Number.isFinite(x));
  const assignments = [...update.locals, ...update.next.map(({ state, value }) => [state, value] as const)];
  for (const [target, value] of assignments) {
    const found = firstNumber(value, isWrong);
    if (found === undefined) continue;
    const state = target.replace(/^k\d+_/, "");
    const rate = odes.find((o) => o.state === state)?.rate;
    throw new ModelError(
      `${where}, d${state}/dt${rate ? ` = ${excerpt(rate)}` : ""}: found the constant ${found} in the equation of a step of ` +
        `${dt} ms, expected a finite number. Check the parameters, or use a shorter step.`,
    );
  }
}

function firstNumber(expr: Expr, isWrong: (x: number) => boolean): number | undefined {
  if (expr.kind === "number") return isWrong(expr.value) ? expr.value : undefined;
  for (const child of children(expr)) {
    const found = firstNumber(child, isWrong);
    if (found !== undefined) return found;
  }
  return undefined;
}
