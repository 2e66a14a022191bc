import { checkOptions, optionsOf } from "../check/names.js";
import { realNumber } from "../check/realNumber.js";
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
  /**
   * Mean over the pixels to which the image is scaled, as a fraction of white, so that thin and bold digits are equally
   * strong; no pixel becomes brighter than white. By default images stay as they are.
   */
  readonly brightness?: number;
}

const isTensor = (image: Tensor | ArrayLike<number>): image is Tensor =>
  typeof image === "object" && image !== null && "dataSync" in image && "dtype" in image;

const OPTIONS = optionsOf<RateOptions>({ maximum: true, white: true, brightness: true });

/**
 * Converts an image to rates in Hz for `present`: pixel / white · maximum, [pixels], where white is 255 for bytes.
 *
 * A tensor gives a tensor of the same shape, which you have to dispose of; its values are checked when they are
 * presented. 63.75 Hz corresponds to pixel / 8 · intensity in Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, at
 * their first intensity, 2. With a `brightness`, all images have (nearly) the same sum of rates.
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
  const { brightness } = options;
  if (brightness !== undefined) realNumber("ratesOf, brightness", brightness, { least: 0, above: true, most: 1 });
  if (isTensor(image)) {
    // Anyone with a tensor has loaded TensorFlow.js.
    const tf = requirePackage<Tfjs>("@tensorflow/tfjs-core");
    return tf.tidy(() => {
      const largest = () => readAtOnce(where, tf.max(image))[0];
      const white = whiteOf(where, options.white, { areBytes: false, largest });
      const shares = tf.cast(image, "float32");
      if (brightness === undefined) return tf.mul(shares, hertz / white);
      const factor = factorFor(brightness, readAtOnce(where, tf.mean(shares))[0] / white);
      return tf.mul(tf.minimum(tf.mul(shares, factor / white), 1), hertz);
    });
  }
  const shares = sharesOf(where, image, options.white);
  const factor = brightness === undefined ? 1 : factorFor(brightness, meanOf(shares));
  const rates = new Float32Array(shares.length);
  for (let i = 0; i < shares.length; i++) rates[i] = Math.min(1, shares[i] * factor) * hertz;
  return rates;
}

function meanOf(shares: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += shares[i];
  return sum / shares.length;
}

/** A black image stays black. */
const factorFor = (brightness: number, mean: number): number => (mean > 0 ? brightness / mean : 1);
