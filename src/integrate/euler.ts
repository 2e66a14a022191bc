import { add, name, number, times } from "../equations/ast.js";
import type { Method } from "./method.js";

/** Forward Euler: x ← x + dt·f(x). First order. */
export const euler: Method = {
  name: "euler",
  order: 1,
  stabilityLimit: 2,
  rejects: () => undefined,
  update: ({ odes, dt }) => ({
    locals: [],
    next: odes.map(({ state, rate }) => ({ state, value: add(name(state), times(number(dt), rate)) })),
  }),
};
