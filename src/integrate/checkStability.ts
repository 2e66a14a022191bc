import { evaluate } from "../equations/evaluate.js";
import type { Interval } from "../equations/interval.js";
import { ModelError } from "../errors.js";
import type { EquationSystem } from "./equationSystem.js";
import { exact } from "./exact.js";
import type { Method, Step, Update } from "./method.js";
import { type Growth, growth, ownSlope, steepest } from "./stability.js";

/**
 * Raises an error if the method is unstable for the step at the initial state; returns warnings if it is unstable
 * within the declared ranges.
 */
export function checkStability(system: EquationSystem, step: Step, method: Method, update: Update): string[] {
  const warnings = method.stabilityLimit === Number.POSITIVE_INFINITY ? [] : checkLimit(system, step, method);
  const found = findGrowth(system, step, method, update);
  if (!found) return warnings;
  const message = growthMessage(system, step, method, found);
  const isCertain = found.everywhere && found.equations < 1 - 1e-9;
  if (isCertain) throw new ModelError(message);
  return [...warnings, message];
}

/** Variables that a method makes grow at the initial state, for one of the values of the parameters. */
export function findGrowth(system: EquationSystem, step: Step, method: Method, update: Update): Growth | undefined {
  if (method === exact) return undefined;
  for (const variant of system.variants) {
    const found = growth(step, update, (n) => system.initialValues.get(n) ?? variant.get(n) ?? Number.NaN);
    if (found) return found;
  }
  return undefined;
}

function growthMessage({ where }: EquationSystem, step: Step, method: Method, found: Growth): string {
  const { variables } = found;
  const percent = ((found.method - 1) * 100).toPrecision(2);
  const remedy = method !== exact && exact.rejects(step) === undefined ? "exact" : "exponentialMidpoint";
  const other = remedy === method.name ? "" : ` or the method "${remedy}"`;
  return (
    `${where}, d${variables[0]}/dt: found a step of ${step.dt} ms, for which the method "${method.name}" is unstable: ` +
    `${variables.join(" and ")}, which depend on one another, grow by ${percent} % in a step although the equations let ` +
    `them ${found.equations < 1 - 1e-9 ? "decay" : "stay"}. Use a shorter step${other}.`
  );
}

function checkLimit(system: EquationSystem, { odes, dt, arrays }: Step, method: Method): string[] {
  const warnings: string[] = [];
  const limit = method.stabilityLimit;
  for (const ode of odes) {
    const slope = ownSlope(ode);
    const place = `${system.where}, d${ode.state}/dt`;
    for (const variant of system.variants) {
      const atStart = evaluate(slope, (n) => system.initialValues.get(n) ?? variant.get(n) ?? Number.NaN);
      if (!(-atStart * dt > limit)) continue;
      throw new ModelError(
        `${place}: found a step of ${dt} ms, expected at most ${(limit / -atStart).toPrecision(4)} ms: the method ` +
          `"${method.name}" is unstable beyond ${limit.toPrecision(3)} time constants ` +
          `(here ${(-1 / atStart).toPrecision(4)} ms). Use a shorter step or the method "exponentialMidpoint".`,
      );
    }
    const declared = (undeclared: (n: string) => Interval) => (n: string) =>
      arrays.get(n) ?? system.ranges.get(n) ?? undeclared(n);
    const start = (n: string): number => system.initialValues.get(n) ?? Number.NaN;
    const low = steepest(
      ode,
      declared((n) => [start(n), start(n)]),
    );
    const lowest = steepest(
      ode,
      declared(() => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]),
    );
    const remedy = 'a shorter step or the method "exponentialMidpoint"';
    if (Number.isFinite(low) && -low * dt > limit) {
      warnings.push(
        `${place}: the method "${method.name}" is unstable within the declared ranges: the time constant falls to ` +
          `${(-1 / low).toPrecision(3)} ms, the step is ${dt} ms. Use ${remedy}.`,
      );
    } else if (-lowest * dt > limit) {
      warnings.push(
        `${place}: the method "${method.name}" is unstable for a step of ${dt} ms where the time constant falls below ` +
          `${(dt / limit).toPrecision(3)} ms, which no declared range rules out. Use ${remedy}, or declare ranges.`,
      );
    }
  }
  return warnings;
}
