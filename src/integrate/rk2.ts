import { rungeKutta } from "./rungeKutta.js";

/** The explicit midpoint rule. Second order. Source: Runge (1895); Hairer, Nørsett & Wanner (1993), eq. II.1.4. */
export const rk2 = rungeKutta({ name: "rk2", order: 2, stabilityLimit: 2, stages: [[], [1 / 2]], weights: [0, 1] });
