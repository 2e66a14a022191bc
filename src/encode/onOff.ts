import { checkOptions, optionsOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";

export interface OnOffOptions {
  /** Of the image. */
  readonly rows: number;
  readonly columns: number;
  /** Standard deviations of the two Gaussians, in pixels. Default 1 and 2. */
  readonly center?: number;
  readonly surround?: number;
  /** Side of the window in pixels, odd. Default 7. */
  readonly size?: number;
  /** Contrasts up to this fraction of the image's largest count as 0. Default 0. */
  readonly threshold?: number;
}

const OPTIONS = optionsOf<OnOffOptions>({
  ...{ rows: true, columns: true, center: true, surround: true, size: true, threshold: true },
});

/**
 * Contrasts as seen by retinal ganglion cells: differences of two Gaussians. Cells with an ON center respond to places
 * brighter than their surround, those with an OFF center to darker ones. The outside of the image is dark. Contrasts
 * are relative to the image's largest, so that `latencySpikes(contrasts, { white: 1, … })` converts them to spikes.
 *
 * @param values the image, [rows × columns], row by row
 * @returns contrasts from 0 to 1, [rows, columns, 2]: ON, OFF
 * @throws InputError for sizes and numbers that do not fit
 * @see Kheradpisheh, Ganjtabesh, Thorpe & Masquelier (2018), doi:10.1016/j.neunet.2017.12.005, section 2.1
 */
export function onOffContrasts(values: Numbers, options: OnOffOptions): Float32Array {
  const where = "onOffContrasts";
  checkOptions(where, options, OPTIONS, { example: "{ rows: 28, columns: 28 }" });
  const { center = 1, surround = 2, size = 7, threshold = 0 } = options;
  const rows = wholeNumber(`${where}, rows`, options.rows, 1, 2 ** 15);
  const columns = wholeNumber(`${where}, columns`, options.columns, 1, 2 ** 15);
  wholeNumber(`${where}, size`, size, 1, 255);
  if (size % 2 === 0) throw new InputError(`${where}, size: found ${size}, expected an odd number.`);
  for (const [name, sigma] of Object.entries({ center, surround })) {
    realNumber(`${where}, ${name}`, sigma, { least: 0, above: true });
  }
  realNumber(`${where}, threshold`, threshold, { least: 0, most: 1 });
  const image = readNumbers(`${where}, values`, values, rows * columns);
  const window = differenceOfGaussians(center, surround, size);
  const contrasts = new Float32Array(2 * rows * columns);
  const reach = (size - 1) / 2;
  // Sums of an even surface are 0 but for rounding.
  const least = image.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 1e-12;
  let largest = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let dy = Math.max(-reach, -y); dy <= Math.min(reach, rows - 1 - y); dy++) {
        for (let dx = Math.max(-reach, -x); dx <= Math.min(reach, columns - 1 - x); dx++) {
          sum += window[(dy + reach) * size + dx + reach] * image[(y + dy) * columns + x + dx];
        }
      }
      if (Math.abs(sum) <= least) continue;
      contrasts[2 * (y * columns + x) + (sum > 0 ? 0 : 1)] = Math.abs(sum);
      largest = Math.max(largest, Math.abs(sum));
    }
  }
  if (largest === 0) return contrasts;
  return contrasts.map((contrast) => (contrast > threshold * largest ? Math.min(1, contrast / largest) : 0));
}

/** [size × size]; both Gaussians sum to 1, so that a uniform surface has no contrast. */
function differenceOfGaussians(center: number, surround: number, size: number): Float64Array {
  const gaussian = (sigma: number) => {
    const reach = (size - 1) / 2;
    const values = Float64Array.from({ length: size * size }, (_, i) => {
      const [y, x] = [Math.floor(i / size) - reach, (i % size) - reach];
      return Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
    });
    const total = values.reduce((sum, value) => sum + value, 0);
    return values.map((value) => value / total);
  };
  const wide = gaussian(surround);
  return gaussian(center).map((value, i) => value - wide[i]);
}
