import { type Drawn, drawnArray } from "../random/drawn.js";
import { eachDrawn } from "../random/eachDrawn.js";
import type { Field } from "./field.js";

export const isDrawn = (initial: Field["initial"]): initial is Drawn & { readonly order?: Int32Array } =>
  typeof initial === "object" && "kind" in initial;

/** A field's initial values in float64, one for each element. */
export function initialValues({ initial, domain: { size } }: Pick<Field, "initial" | "domain">): Float64Array {
  if (typeof initial === "number") return new Float64Array(size).fill(initial);
  if (!isDrawn(initial)) return initial;
  const drawn = drawnArray(initial, size);
  const { order } = initial;
  return order ? Float64Array.from(order, (e) => drawn[e]) : drawn;
}

/**
 * A field's initial values in float32, in order, in chunks: `visit` gets a chunk, valid until it returns, and the index
 * of its first element. Drawn values are not stored, unless they have to be reordered.
 */
export function eachInitial(
  { initial, domain: { size } }: Pick<Field, "initial" | "domain">,
  visit: (values: Float32Array, first: number) => void,
): void {
  if (typeof initial === "number") visit(new Float32Array(size).fill(initial), 0);
  else if (!isDrawn(initial)) visit(Float32Array.from(initial), 0);
  else if (!initial.order) eachDrawn(initial, size, visit);
  else {
    const drawn = new Float32Array(size);
    eachDrawn(initial, size, (values, first) => drawn.set(values, first));
    visit(
      Float32Array.from(initial.order, (e) => drawn[e]),
      0,
    );
  }
}
