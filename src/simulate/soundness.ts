import type { PresentationResult } from "../backend/backend.js";
import { NumericalError } from "../errors.js";
import type { Layout } from "./layout.js";
import type { Call } from "./presentation.js";

/**
 * Checks the values of a state after a presentation, which began with finite ones.
 * @throws NumericalError for values that are infinite or NaN
 */
export function checkSound(
  call: Call | "step",
  number: number,
  { unsound }: Pick<PresentationResult, "unsound">,
  layout: Layout,
): void {
  if (unsound.length === 0) return;
  const [{ step }] = unsound;
  const places = unsound.map(({ field, elements }) => {
    const shown = layout.declaredPlaces(layout.field(field), elements).map((e) => `[${e}]`);
    return `"${field}" ${shown.join(", ")}`;
  });
  const where = `${call}, presentation ${number}${step === undefined ? "" : `, step ${step}`}`;
  throw new NumericalError(
    `${where}: found values that became infinite or NaN: ${places.join("; ")}, expected finite values. Use a step ` +
      `shorter than ${layout.dt} ms, the method "exponentialMidpoint", or clip(…) where an equation is undefined; ` +
      "sim.reset() goes back to the start.",
  );
}
