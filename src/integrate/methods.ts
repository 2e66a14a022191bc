import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { closure, groups } from "./coupling.js";
import { euler } from "./euler.js";
import { exact } from "./exact.js";
import { exponentialEuler } from "./exponentialEuler.js";
import { exponentialMidpoint } from "./exponentialMidpoint.js";
import type { Method, MethodName, Step } from "./method.js";
import { isShared } from "./noise.js";
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

/** @throws ModelError unless it is the name of a method */
export function knownMethod(wanted: MethodName, where: string): MethodName {
  if (typeof wanted === "string" && Object.hasOwn(methods, wanted)) return wanted;
  const known = Object.keys(methods).join(", ");
  throw new ModelError(`${where}: found the integration method ${nameOf(wanted)}, expected one of ${known}.`);
}

/**
 * The named method.
 * @throws ModelError if there is none of that name, or if it does not apply
 */
export function namedMethod(wanted: MethodName, step: Step, where: string): Method {
  const method = methods[knownMethod(wanted, where)];
  const reason = method.rejects(step);
  if (reason !== undefined) {
    throw new ModelError(
      `${where}: the method "${wanted}" does not apply: ${reason}. Use ${others(step)}, or leave the method out.`,
    );
  }
  return method;
}

const others = ({ noise }: Step): string =>
  noise.size > 0 ? '"euler" or "exponentialMidpoint"' : '"exponentialMidpoint", "rk2" or "rk4"';

/**
 * The methods that suit the equations if none is named, best first: one that is exact, or exponential Euler unless
 * variables depend on one another in a cycle, where it may be unstable; otherwise rk4, if its stability limit is known
 * to hold (`isWithin`), and the exponential midpoint rule.
 */
export function suitableMethods(step: Step, isWithin: (method: Method) => boolean): Method[] {
  const applies = (method: Method) => method.rejects(step) === undefined;
  const isUncoupled = step.odes.every((o) => closure(o.state, step.odes).length === 1);
  if (applies(exact) && !(isUncoupled && !isShared(step) && applies(exponentialEuler))) return [exact];
  const hasCircle = groups(step.odes).some((group) => group.length > 1);
  if (applies(exponentialEuler) && !hasCircle) return [exponentialEuler];
  return [...(applies(rk4) && isWithin(rk4) ? [rk4] : []), exponentialMidpoint];
}
