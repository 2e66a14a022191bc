import type { Combine } from "../backend/backend.js";
import { checkOptions, nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { type Parts, type PresentOptions, SIDE_BY_SIDE_OPTIONS } from "./presentation.js";

export interface BatchOptions<P extends Parts, R extends string = string, S extends string = string>
  extends Omit<PresentOptions<P, R, S>, "learning" | "onStep"> {
  /**
   * `"sum"` by default: a batch changes about as much as its examples would one by one. With `"mean"` it changes as much
   * as one example, so that n times as many are needed.
   */
  readonly combine?: Combine;
}

const COMBINES: readonly Combine[] = ["sum", "mean"];

/** @throws InputError for anything else */
export function checkCombine(where: string, combine: unknown): Combine {
  const known = COMBINES.find((name) => name === combine);
  if (known !== undefined) return known;
  throw new InputError(`${where}: found ${nameOf(combine)}, expected "sum" or "mean".`);
}

const OPTIONS = ["combine", ...SIDE_BY_SIDE_OPTIONS];

/** @throws InputError for an option that a batch does not have */
export function checkBatchOptions(options: BatchOptions<Parts>): void {
  checkOptions("presentBatch", options, OPTIONS, { example: "{ duration: ms(350) }" });
  if (options.combine !== undefined) checkCombine("presentBatch, combine", options.combine);
}
