import * as tf from "@tensorflow/tfjs-core";
import { checkOptions } from "../check/names.js";
import { readNumbers } from "../check/numbers.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import { Hz } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

export interface RateOptions {
  /** Rate of the brightest pixel. */
  readonly maximum: Quantity<"rate">;
  /** Value of the brightest pixel; 255 by default. */
  readonly white?: number;
}

/**
 * Rates in Hz that are proportional to brightness: pixel / white · maximum, [pixels]; of a tensor as a tensor of its shape,
 * yours to dispose of, whose values are looked at when they are presented. With a maximum of 63.75 Hz this is
 * pixel / 8 · intensity of Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, at their first intensity, 2.
 *
 * @throws InputError for pixels that are not from 0 to `white`, or a maximum that is no rate
 */
export function ratesOf(image: tf.Tensor, options: RateOptions): tf.Tensor;
export function ratesOf(image: ArrayLike<number>, options: RateOptions): Float32Array;
export function ratesOf(image: tf.Tensor | ArrayLike<number>, options: RateOptions): tf.Tensor | Float32Array {
  checkOptions("ratesOf", options, ["maximum", "white"], { example: "{ maximum: Hz(63.75) }" });
  const { maximum, white = 255 } = options;
  const hertz = valueIn("ratesOf, maximum", maximum, Hz, "Hz(63.75)");
  if (hertz < 0) throw new InputError(`ratesOf, maximum: found ${hertz} Hz, expected a rate from 0.`);
  if (!(white > 0 && white < Number.POSITIVE_INFINITY)) {
    throw new InputError(`ratesOf, white: found ${String(white)}, expected a number above 0.`);
  }
  if (image instanceof tf.Tensor) return tf.tidy(() => tf.mul(tf.cast(image, "float32"), hertz / white));
  const pixels = readNumbers("ratesOf, image", image);
  const rates = new Float32Array(pixels.length);
  for (let i = 0; i < rates.length; i++) {
    const pixel = pixels[i];
    if (pixel < 0 || pixel > white) {
      throw new InputError(
        `ratesOf, image[${i}]: found ${pixel}, expected a number from 0 to ${white}. Set white to the brightest value.`,
      );
    }
    rates[i] = (pixel / white) * hertz;
  }
  return rates;
}
