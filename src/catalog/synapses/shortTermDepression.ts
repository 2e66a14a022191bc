import { ms } from "../../units/units.js";

/**
 * Short-term depression: a spike uses the fraction U of the resources x, which recover,
 *
 *     dx/dt = (1 − x)/tauRec;   a spike transmits w·U·x, then x ← x − U·x.
 *
 * At a constant rate 1/T, each spike eventually transmits w·U·(1 − e^{−T/tauRec})/(1 − (1 − U)·e^{−T/tauRec}). The
 * values are typical of connections between pyramidal neurons. It acts in presentations without learning too.
 *
 * @see Tsodyks & Markram (1997), doi:10.1073/pnas.94.2.719, eq. 1
 */
export const shortTermDepression = {
  equations: { "dx/dt": "(1 - x) / tauRec" },
  parameters: { U: 0.5, tauRec: ms(800) },
  initial: { x: 1 },
  transmit: "w * U * x",
  onPre: { x: "x - U * x" },
} as const;
