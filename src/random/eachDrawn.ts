import { drawKernel } from "./drawKernel.js";
import { type Drawn, drawnArray } from "./drawn.js";

/**
 * Elements 0 … count − 1 rounded to float32, in order, in chunks: `visit` gets a chunk, valid until it returns, and the
 * index of its first element.
 */
export function eachDrawn(
  drawn: Drawn,
  count: number,
  visit: (values: Float32Array, first: number) => void,
  kernel = drawKernel(),
): void {
  if (kernel) kernel.values(drawn, count, visit);
  else visit(Float32Array.from(drawnArray(drawn, count)), 0);
}
