import { rungeKutta } from "./rungeKutta.js";

/** The classical Runge–Kutta method. Fourth order. Source: Kutta (1901); Hairer, Nørsett & Wanner (1993), table II.1.2. */
export const rk4 = rungeKutta({
  name: "rk4",
  order: 4,
  stabilityLimit: 2.785293563405282,
  stages: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
});
