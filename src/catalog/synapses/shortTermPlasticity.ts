import { ms } from "../../units/units.js";

/**
 * Short-term facilitation and depression: a spike first raises the utilization u, then uses the fraction u of the
 * resources x,
 *
 *     du/dt = −u/tauFacil,   dx/dt = (1 − x)/tauRec;
 *     a spike: u⁺ = u + U·(1 − u), transmits w·u⁺·x, x ← x − u⁺·x, u ← u⁺.
 *
 * At a constant rate 1/T, u⁺ tends to U/(1 − (1 − U)·e^{−T/tauFacil}) and x, at the spike, to (1 − e^{−T/tauRec})/(1 −
 * (1 − u⁺)·e^{−T/tauRec}). The values are those of the facilitating synapses of Mongillo, Barak & Tsodyks (2008),
 * doi:10.1126/science.1150769. It acts in presentations without learning too.
 *
 * @see Markram, Wang & Tsodyks (1998), doi:10.1073/pnas.95.9.5323, eqs. 1–3
 */
export const shortTermPlasticity = {
  equations: { "du/dt": "-u / tauFacil", "dx/dt": "(1 - x) / tauRec" },
  parameters: { U: 0.2, tauFacil: ms(1500), tauRec: ms(200) },
  initial: { x: 1 },
  transmit: "w * (u + U * (1 - u)) * x",
  onPre: { u: "u + U * (1 - u)", x: "x - (u + U * (1 - u)) * x" },
} as const;
