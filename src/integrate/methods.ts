import { ModelError } from "../errors.js";
import { closure, groups } from "./coupling.js";
import { euler } from "./euler.js";
import { exact } from "./exact.js";
import { exponentialEuler } from "./exponentialEuler.js";
import { exponentialMidpoint } from "./exponentialMidpoint.js";
import type { Method, MethodName, Step } from "./method.js";
import { rk2 } from "./rk2.js";
import { rk4 } from "./rk4.js";

export const methods: Readonly<Record<MethodName, Method>> = {
  euler,
  exponentialEuler,
  exponentialMidpoint,
  exact,
  rk2,
  rk4,
};

/**
 * The named method.
 * @throws ModelError where there is none of that name, or it does not apply
 */
export function namedMethod(wanted: MethodName, step: Step, where: string): Method {
  if (!Object.hasOwn(methods, wanted)) {
    const known = Object.keys(methods).join(", ");
    throw new ModelError(`${where}: found the integration method "${String(wanted)}", expected one of ${known}.`);
  }
  const method = methods[wanted];
  const reason = method.rejects(step);
  if (reason !== undefined) {
    throw new ModelError(
      `${where}: the method "${wanted}" does not apply: ${reason}. Use "exponentialMidpoint", "rk2" or "rk4", or leave ` +
        "the method out.",
    );
  }
  return method;
}

/**
 * The methods that suit equations without being named, the first choice first: one that is exact, or exponential Euler
 * where no variables depend on one another in a circle, in which it need not be stable; elsewhere rk4, where its limit
 * is known to be kept (`isWithin`), and the exponential midpoint rule.
 */
export function suitableMethods(step: Step, isWithin: (method: Method) => boolean): Method[] {
  const applies = (method: Method) => method.rejects(step) === undefined;
  const isUncoupled = step.odes.every((o) => closure(o.state, step.odes).length === 1);
  if (applies(exact) && !(isUncoupled && applies(exponentialEuler))) return [exact];
  const hasCircle = groups(step.odes).some((group) => group.length > 1);
  if (applies(exponentialEuler) && !hasCircle) return [exponentialEuler];
  return [...(isWithin(rk4) ? [rk4] : []), exponentialMidpoint];
}
