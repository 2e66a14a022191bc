import { add, name, number, times } from "../equations/ast.js";
import type { Method } from "./method.js";
import { noiseOf } from "./noise.js";

/** Forward Euler: x ← x + dt·f(x). First order; with white noise the Euler–Maruyama method, of weak order 1. */
export const euler: Method = {
  name: "euler",
  order: 1,
  stabilityLimit: 2,
  rejects: () => undefined,
  noise: (step) => noiseOf(step),
  update: ({ odes, dt }) => ({
    locals: [],
    next: odes.map(({ state, rate }) => ({ state, value: add(name(state), times(number(dt), rate)) })),
  }),
};
