import type { Range } from "./division.js";
import { i32 } from "./functionText.js";

/** Whether the neuron at a byte offset is in a range. */
export const isIn = ({ first, end }: Range, offset: string): string =>
  `(i32.lt_u ${first === 0 ? offset : `(i32.sub ${offset} ${i32(4 * first)})`} ${i32(4 * (end - first))})`;
