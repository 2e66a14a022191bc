import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";

export interface PopulationCodeOptions {
  /** Neurons for each value, at least 3. */
  readonly neurons: number;
  /** The range in which values are expected. */
  readonly range: readonly [low: number, high: number];
  /** Distance between fields / width of a field. Default 1.5. */
  readonly sharpness?: number;
  /** Responses below this are 0: with 0.1, neurons that would spike very late are silent. Default 0. */
  readonly least?: number;
}

const OPTIONS = optionsOf<PopulationCodeOptions>({ neurons: true, range: true, sharpness: true, least: true });
const EXAMPLE = "{ neurons: 8, range: [0, 1] }";

/** Centers of the fields, and the distance between them. */
function fieldsOf(where: string, options: Pick<PopulationCodeOptions, "neurons" | "range">) {
  const neurons = wholeNumber(`${where}, neurons`, options.neurons, 3, 2 ** 24);
  const { range } = options;
  if (!Array.isArray(range) || range.length !== 2) {
    throw new InputError(`${where}, range: found ${nameOf(range)}, expected [low, high].`);
  }
  const [low, high] = readNumbers(`${where}, range`, range);
  if (!(low < high)) throw new InputError(`${where}, range: found [${low}, ${high}], expected the lower one first.`);
  const apart = (high - low) / (neurons - 2);
  return { centers: Float64Array.from({ length: neurons }, (_, i) => low + (i - 0.5) * apart), apart };
}

/**
 * Population code with Gaussian receptive fields: each value becomes the responses, from 0 to 1, of `neurons` neurons
 * whose fields are evenly spaced, from half a distance below the range to half a distance above it:
 *
 *   response = exp(−(value − center)² / (2 σ²)),   center i = low + (i − 1/2)·(high − low)/(neurons − 2),
 *   σ = (high − low)/(neurons − 2)/sharpness.
 *
 * Convert them to spikes by {@link latencySpikes}, as in the paper, or to rates by {@link ratesOf}, with `white: 1`.
 *
 * @param values [values]
 * @returns [values, neurons], row by row
 * @throws InputError for options out of range
 * @see Bohte, Kok & La Poutré (2002), doi:10.1016/S0925-2312(01)00658-0
 */
export function populationCode(values: Numbers, options: PopulationCodeOptions): Float64Array {
  const where = "populationCode";
  checkOptions(where, options, OPTIONS, { example: EXAMPLE });
  const { sharpness = 1.5, least = 0 } = options;
  realNumber(`${where}, sharpness`, sharpness, { least: 0, above: true });
  realNumber(`${where}, least`, least, { least: 0 });
  const given = readNumbers(`${where}, values`, values);
  const { centers, apart } = fieldsOf(where, options);
  if (given.length * centers.length > 2 ** 24) {
    throw new InputError(
      `${where}: found ${given.length * centers.length} neurons in all, expected at most ${2 ** 24}.`,
    );
  }
  const width = apart / sharpness;
  const responses = new Float64Array(given.length * centers.length);
  for (const [v, value] of given.entries()) {
    for (const [i, center] of centers.entries()) {
      const response = Math.exp(-((value - center) ** 2) / (2 * width ** 2));
      if (response >= least) responses[v * centers.length + i] = response;
    }
  }
  return responses;
}

/**
 * The values that a population encodes: the mean of the fields' centers, weighted by the neurons' activity, such as
 * responses or spike counts; NaN if none is active. Near the ends of the range it is biased toward the middle, as there
 * are no fields beyond.
 *
 * @param activity from 0, [values, neurons], row by row
 * @returns [values]
 * @throws InputError for negative activity, and for shapes and options that do not fit
 * @see Georgopoulos, Schwartz & Kettner (1986), doi:10.1126/science.3749885; this is their population vector on a line
 */
export function decodePopulation(
  activity: Numbers,
  options: Pick<PopulationCodeOptions, "neurons" | "range">,
): Float64Array {
  const where = "decodePopulation";
  checkOptions(where, options, ["neurons", "range"], { example: EXAMPLE });
  const { centers } = fieldsOf(where, options);
  const given = readNumbers(`${where}, activity`, activity);
  const { length: neurons } = centers;
  if (given.length % neurons !== 0) {
    throw new InputError(`${where}, activity: found ${given.length} numbers, expected ${neurons} for each value.`);
  }
  return Float64Array.from({ length: given.length / neurons }, (_, v) => {
    let [total, moment] = [0, 0];
    for (let i = 0; i < neurons; i++) {
      const own = given[v * neurons + i];
      if (own < 0)
        throw new InputError(`${where}, activity[${v * neurons + i}]: found ${own}, expected a number from 0.`);
      total += own;
      moment += own * centers[i];
    }
    return moment / total;
  });
}
