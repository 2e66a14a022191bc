import { checkOptions, optionsOf } from "../check/names.js";
import { stepLength } from "../check/stepLength.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { DataError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, trainOf } from "../spikes/spikeTrain.js";
import { stepAt } from "../spikes/stepAt.js";
import type { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";
import { halfFloat } from "./halfFloat.js";
import { datasetOf, type Hdf5Group, readHdf5 } from "./hdf5Reader.js";
import { wholeFile } from "./wholeFile.js";

export interface ShdOptions {
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Duration of each train; later spikes are left out. Default: 1.4 s, longer than any example. */
  readonly duration?: Quantity<"time">;
  /** Channels of the cochlea. Default: 700. */
  readonly neurons?: number;
  /** Number of examples, from the first on. Default: all. */
  readonly limit?: number;
}

const OPTIONS = optionsOf<ShdOptions>({ dt: true, duration: true, neurons: true, limit: true });
const DURATION_MS = 1400;

/** An example: a spike train and its label. */
export interface SpikeExample {
  readonly train: SpikeTensor;
  readonly label: number;
}

/**
 * Reads an HDF5 file in the format of the Heidelberg Digits (`shd_train.h5`, `ssc_test.h5`): lists `spikes/times`, in
 * seconds, and `spikes/units`, and `labels`. Several spikes of a unit in one step become one.
 * @returns the examples, in the order of the file
 * @throws DataError for a file that is missing, damaged or in another format, and for spikes and labels that do not fit
 * @throws InputError for options that do not fit
 * @see Cramer, Stradmann, Schemmel & Zenke (2022), doi:10.1109/TNNLS.2020.3044364
 */
export async function readShd(path: string, options: ShdOptions): Promise<SpikeExample[]> {
  const where = "readShd";
  checkOptions(where, options, OPTIONS, { example: "{ dt: ms(1) }" });
  const dt = stepLength(where, options.dt);
  const steps =
    options.duration === undefined
      ? Math.ceil(DURATION_MS / dt)
      : readSteps(`${where}, duration`, options.duration, dt, 1);
  const neurons = wholeNumber(`${where}, neurons`, options.neurons ?? 700, 1);
  const shape = { steps, neurons, dt: options.dt };
  checkShape(where, shape);
  if (options.limit !== undefined) wholeNumber(`${where}, limit`, options.limit, 1);
  await wholeFile(where, path);
  const file = await readHdf5(path, ["spikes", "labels"]);
  const [times, units] = [listsOf(path, file, "spikes/times"), listsOf(path, file, "spikes/units")];
  const labels = numbersOf(`${path}, labels`, datasetOf(path, file, "labels").value);
  if (times.length !== labels.length || units.length !== labels.length) {
    throw new DataError(
      `${path}: found ${times.length} lists of times, ${units.length} of units and ${labels.length} labels, expected ` +
        "the same number of each. Get the file again.",
    );
  }
  return Array.from(times.slice(0, options.limit), (own, e) => {
    const at = `${path}, example ${e}`;
    return { train: trainFrom(at, own, units[e], { ...shape, dtMs: dt }), label: labelOf(at, labels[e]) };
  });
}

function labelOf(where: string, label: number): number {
  if (Number.isInteger(label) && label >= 0) return label;
  throw new DataError(`${where}: found the label ${label}, expected a whole number from 0.`);
}

function trainFrom(
  where: string,
  times: Float64Array,
  units: Float64Array,
  { steps, neurons, dt, dtMs }: { steps: number; neurons: number; dt: Quantity<"time">; dtMs: number },
): SpikeTensor {
  if (times.length !== units.length) {
    throw new DataError(
      `${where}: found ${times.length} times and ${units.length} units, expected the same number of each.`,
    );
  }
  const places = new Set<number>();
  for (const [i, unit] of units.entries()) {
    if (!(Number.isInteger(unit) && unit >= 0 && unit < neurons && times[i] >= 0)) {
      throw new DataError(`${where}: found unit ${unit} at ${times[i]} s, expected 0 to ${neurons - 1}, from 0 s.`);
    }
    const step = stepAt(1000 * times[i], dtMs);
    if (step < steps) places.add(step * neurons + unit);
  }
  const sorted = Float64Array.from(places).sort();
  const at = Int32Array.from(sorted, (place) => Math.floor(place / neurons));
  return spikeTensor(
    trainOf(
      { steps, neurons, dt },
      at,
      Int32Array.from(sorted, (place) => place % neurons),
    ),
  );
}

/** A data set of lists of numbers, one for each example. */
function listsOf(path: string, file: Hdf5Group, name: string): Float64Array[] {
  const { value, isHalf } = datasetOf(path, file, name);
  if (!Array.isArray(value))
    throw new DataError(`${path}, ${name}: has no lists of numbers, expected one for each example.`);
  return value.map((list: unknown, e) => {
    const numbers = numbersOf(`${path}, ${name}, ${e}`, list);
    return isHalf ? numbers.map(halfFloat) : numbers;
  });
}

function numbersOf(where: string, list: unknown): Float64Array {
  if (ArrayBuffer.isView(list) && "length" in list) return Float64Array.from(list as Float64Array, Number);
  throw new DataError(`${where}: found no numbers, expected a list of them.`);
}
