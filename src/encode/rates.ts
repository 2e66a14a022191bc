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
   * Value of a white pixel. By default 255 for bytes; otherwise 1 for an image without values above 1, and 255 for one
   * with values above 127. Set it if an image may be darker than that.
   */
  readonly white?: number;
}

const isTensor = (image: Tensor | ArrayLike<number>): image is Tensor =>
  typeof image === "object" && image !== null && "dataSync" in image && "dtype" in image;

const OPTIONS = optionsOf<RateOptions>({ maximum: true, white: true });

/**
 * Converts an image to rates in Hz for `present`. `ratesOf(image, { maximum: Hz(63.75) })` is pixel / white · maximum,
 * [pixels], and white is 255 for bytes.
 *
 * A tensor gives a tensor of the same shape, which you have to dispose of; its values are checked when they are
 * presented. 63.75 Hz corresponds to pixel / 8 · intensity in Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, at
 * their first intensity, 2.
 *
 * @throws InputError for pixels that are not from 0 to `white`, for a brightest pixel from which white cannot be
 *   inferred (see {@link RateOptions}), or for an invalid maximum
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
    // Anyone with a tensor has loaded TensorFlow.js.
    const tf = requirePackage<Tfjs>("@tensorflow/tfjs-core");
    return tf.tidy(() => {
      const largest = () => readAtOnce(where, tf.max(image))[0];
      return tf.mul(tf.cast(image, "float32"), hertz / whiteOf(where, options.white, { areBytes: false, largest }));
    });
  }
  return Float32Array.from(sharesOf(where, image, options.white), (share) => share * hertz);
}
