import { namesIn } from "../equations/ast.js";
import type { Ode } from "./method.js";

/** The smallest closed system that contains `state`: itself and all it depends on, directly or through others. */
export function closure(state: string, odes: readonly Ode[]): Ode[] {
  const reached = new Set([state]);
  for (const current of reached) {
    const ode = odes.find((o) => o.state === current);
    if (ode) for (const n of namesIn(ode.rate)) if (odes.some((o) => o.state === n)) reached.add(n);
  }
  return odes.filter((o) => reached.has(o.state));
}

/**
 * Groups of variables that depend on one another in a cycle (strongly connected components); most have one variable.
 */
export function groups(odes: readonly Ode[]): string[][] {
  const reach = new Map(odes.map(({ state }) => [state, new Set(closure(state, odes).map((o) => o.state))]));
  const found: string[][] = [];
  for (const { state } of odes) {
    if (found.some((group) => group.includes(state))) continue;
    found.push(odes.flatMap((o) => (reach.get(state)?.has(o.state) && reach.get(o.state)?.has(state) ? o.state : [])));
  }
  return found;
}
