import { avgPool, convolution, maxPool, type WindowPattern } from "../../src/model/window.js";
import { Dice } from "./dice.js";

/** Windows of every kind, with and without edges, gaps and overlaps. */
export const WINDOWS: readonly WindowPattern[] = [
  convolution({ input: [5, 6, 2], filters: 3, size: 3 }),
  convolution({ input: [6, 5, 1], filters: 2, size: [2, 3], stride: [2, 1], padding: "same" }),
  convolution({ input: [4, 4, 3], filters: 2, size: 4, stride: 3, padding: "same" }),
  maxPool({ input: [6, 6, 2], size: 2 }),
  maxPool({ input: [5, 7, 1], size: 3, stride: 2, padding: "same" }),
  avgPool({ input: [6, 4, 3], size: 2 }),
  avgPool({ input: [5, 5, 2], size: [3, 2], stride: [2, 2], padding: "same" }),
];

/** Weights for a convolution's filters. */
export const filtersOf = ({ window: { size, input, output } }: WindowPattern): number[] => {
  const dice = new Dice(3);
  return Array.from({ length: size[0] * size[1] * input[2] * output[2] }, () => dice.between(-1, 1));
};
