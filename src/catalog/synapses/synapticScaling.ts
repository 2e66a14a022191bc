import { Hz, ms } from "../../units/units.js";

/**
 * Synaptic scaling, a homeostatic rule: all synapses onto a neuron are multiplied by the same factor, up while its rate
 * is below the goal and down while it is above,
 *
 *     dw/dt = beta w (goal − rate) + gamma w ∫(goal − rate) dt,   tauRate drate/dt = −rate,
 *     post: rate ← rate + 1/tauRate,
 *
 * so that the ratios of the weights are preserved. The term with gamma removes the error that beta alone leaves; with
 * beta alone, w(t) = w(0) · exp(beta · ∫(goal − rate) dt). The values act within minutes, those of the paper within
 * hours.
 *
 * @see van Rossum, Bi & Turrigiano (2000), doi:10.1523/JNEUROSCI.20-23-08812.2000
 */
export const synapticScaling = {
  equations: {
    "dw/dt": "w * (beta * (goal - rate) + gamma * missed)",
    "drate/dt": "-rate / tauRate",
    "dmissed/dt": "goal - rate",
  },
  parameters: { beta: 0.01, gamma: Hz(0), goal: Hz(10), tauRate: ms(2000) },
  onPost: { rate: "rate + 1 / tauRate" },
} as const;
