import { checkOptions, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { requirePackage } from "../host/requirePackage.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import type { Tensor, Tfjs } from "../tfjs/tensor.js";
import type { Quantity } from "../units/quantity.js";
import { Hz } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { sharesOf, whiteOf } from "./white.js";

export interface RateOptions {
  /** Rate of the brightest pixel. */
  readonly maximum: Quantity<"rate">;
  /**
   * Value of a white pixel. By default 255 for bytes; else 1 for an image without values above 1, and 255 for one with
   * values above 127. State it where an image may be darker than that.
   */
  readonly white?: number;
}

const isTensor = (image: Tensor | ArrayLike<number>): image is Tensor =>
  typeof image === "object" && image !== null && "dataSync" in image && "dtype" in image;

const OPTIONS = optionsOf<RateOptions>({ maximum: true, white: true });

/**
 * A picture as rates in Hz for `present`: `ratesOf(image, { maximum: Hz(63.75) })` is pixel / white · maximum, [pixels],
 * and white is 255 for bytes.
 *
 * Of a tensor as a tensor of its shape, yours to dispose of, whose values are checked when they are presented. 63.75 Hz
 * is pixel / 8 · intensity of Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, at their first intensity, 2.
 *
 * @throws InputError for pixels that are not from 0 to `white`, a brightest pixel that leaves it open what white is (see
 *   {@link RateOptions}), or a maximum that is no rate
 */
export function ratesOf(image: ArrayLike<number>, options: RateOptions): Float32Array;
export function ratesOf(image: Tensor, options: RateOptions): Tensor;
export function ratesOf(image: Tensor | ArrayLike<number>, options: RateOptions): Tensor | Float32Array {
  const where = "ratesOf, image";
  checkOptions("ratesOf", options, OPTIONS, { example: "{ maximum: Hz(63.75) }" });
  const { maximum } = options;
  const hertz = valueIn("ratesOf, maximum", maximum, Hz, "Hz(63.75)");
  if (hertz < 0) throw new InputError(`ratesOf, maximum: found ${hertz} Hz, expected a rate from 0.`);
  if (isTensor(image)) {
    // Whoever has a tensor has loaded TensorFlow.js.
    const tf = requirePackage<Tfjs>("@tensorflow/tfjs-core");
    return tf.tidy(() => {
      const largest = () => readAtOnce(where, tf.max(image))[0];
      return tf.mul(tf.cast(image, "float32"), hertz / whiteOf(where, options.white, { areBytes: false, largest }));
    });
  }
  return Float32Array.from(sharesOf(where, image, options.white), (share) => share * hertz);
}
