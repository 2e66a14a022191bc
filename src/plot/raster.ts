import { grouped } from "../check/grouped.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import type { Axis, Dots, Figure } from "./figure.js";
import { extent, type NumberColumn, positiveTime } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, type OptionChecks } from "./options.js";
import { okabeIto } from "./palette.js";
import { readSpikes, type Spikes } from "./spikes.js";
import { axis } from "./theme.js";

export interface RasterOptions {
  /** Size of the population; by default that of the train, or one more than the greatest neuron index. */
  readonly neurons?: number;
  /** Length of the time axis; by default that of the train, or the time of the last spike. */
  readonly duration?: Quantity<"time">;
  readonly title?: string;
}

const OPTIONS: OptionChecks<RasterOptions> = { neurons: true, duration: true };

const height = 312;

/**
 * Spike raster: a mark at (time, neuron) for each spike.
 * @param spikes a spike train, or events `{ times: ms([…]), neurons }`
 * @throws InputError for NaN, columns of different lengths, indices outside the population, times outside the duration,
 *   and for no spikes unless `neurons` and `duration` are given
 */
export function raster(spikes: Spikes, options: RasterOptions = {}): Figure {
  const where = "raster";
  checkPlotOptions(where, options, OPTIONS);
  const columns = readSpikes(where, spikes);
  const count = columns.times.length;
  const size = options.neurons ?? columns.size;
  const duration =
    options.duration === undefined ? columns.duration : positiveTime(`${where}, duration`, options.duration);
  if (count === 0 && (size === undefined || duration === undefined)) {
    throw new InputError(
      `${where}: found no spikes, expected some. To draw an empty raster, pass neurons and duration.`,
    );
  }
  const last = count > 0 ? extent(columns.neurons)[1] : 0;
  const neurons = size === undefined ? last + 1 : wholeNumber(`${where}, neurons`, size, 1);
  if (last >= neurons)
    throw new InputError(
      `${where}: found a spike of neuron ${last}, expected 0 to ${neurons - 1}: there are ${neurons} neurons.`,
    );
  const [first, latest] = count > 0 ? extent(columns.times) : [0, 0];
  if (first < 0) throw new InputError(`${where}: found a spike at ${first} ms, expected times from 0 ms on.`);
  // Tolerates rounding in computed times.
  if (duration !== undefined && latest > duration * (1 + 1e-9)) {
    throw new InputError(
      `${where}, duration: found a spike at ${latest} ms, expected none after ${duration} ms. Pass a longer duration, or ` +
        "only the spikes to draw.",
    );
  }
  const end = duration ?? (latest || 1);
  const dots: Dots = {
    kind: "dots",
    x: Float32Array.from(columns.times),
    y: compact(columns.neurons, neurons),
    color: okabeIto[0],
    ...shape(neurons, count),
    hover: "neuron {y}\n{x:.1f} ms",
  };
  return newFigure({
    title: options.title ?? `Spike raster: ${grouped(count)} spikes of ${neurons} neurons`,
    height,
    x: axis("time (ms)", [0, end * 1.01]),
    panels: [
      {
        y: axis("neuron", [-0.5 - neurons / 100, neurons - 0.5 + neurons / 100], { grid: false, ...ticks(neurons) }),
        marks: [dots],
      },
    ],
  });
}

/** For few neurons, upright strokes that fill their row; for many, dots, larger if there are few. */
function shape(neurons: number, spikes: number): Pick<Dots, "shape" | "size" | "width"> {
  const row = height / neurons;
  if (row < 4) return { shape: "circle", size: spikes < 500 ? 5 : 2.5 };
  return { shape: "stroke", size: Math.min(row * 0.84, 12.6), width: 1.2 };
}

/** A few neurons get one tick each, to avoid fractional labels. */
function ticks(neurons: number): Pick<Axis, "ticks"> {
  return neurons <= 12 ? { ticks: Array.from({ length: neurons }, (_, i) => ({ value: i, label: String(i) })) } : {};
}

/** Neuron indices in the smallest sufficient type. */
function compact(indices: NumberColumn, below: number): NumberColumn {
  if (below <= 256) return Uint8Array.from(indices);
  return below <= 65536 ? Uint16Array.from(indices) : Int32Array.from(indices);
}
