import { ModelError } from "../errors.js";
import { euler } from "./euler.js";
import { exact } from "./exact.js";
import { exponentialEuler } from "./exponentialEuler.js";
import type { Method, MethodName, Ode } from "./method.js";
import { rk2 } from "./rk2.js";
import { rk4 } from "./rk4.js";

export const methods: Readonly<Record<MethodName, Method>> = { euler, exponentialEuler, exact, rk2, rk4 };

/** The named method, or by default exponential Euler where it applies and rk4 elsewhere. */
export function chooseMethod(wanted: MethodName | undefined, odes: readonly Ode[], where: string): Method {
  if (wanted === undefined) return exponentialEuler.rejects(odes) === undefined ? exponentialEuler : rk4;
  const method = methods[wanted];
  if (!method) {
    const known = Object.keys(methods).join(", ");
    throw new ModelError(`${where}: found the integration method "${String(wanted)}", expected one of ${known}.`);
  }
  const reason = method.rejects(odes);
  if (reason !== undefined) {
    throw new ModelError(
      `${where}: the method "${wanted}" does not apply: ${reason}. Use "exponentialEuler", "rk2" or "rk4".`,
    );
  }
  return method;
}
