import { grouped } from "../check/grouped.js";
import { checkOptions, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import type { Figure } from "./figure.js";
import { binValues, histogramFigure } from "./histogram.js";
import { extent, type NumberInput, readColumn } from "./input.js";
import { mean, number } from "./statistics.js";

export interface WeightHistogramOptions {
  /** 50 by default. */
  readonly bins?: number;
  /** Lowest and highest weight of the axis; by default from 0 (or the minimum) to the maximum. */
  readonly range?: readonly [number, number];
  /** Unit of the weights, such as "nS". */
  readonly unit?: string;
  /** Whether counts are on a logarithmic axis, as most learned weights are close to zero. */
  readonly log?: boolean;
  readonly title?: string;
}

/** Narrower bins would be thinner than a pixel on any screen. */
const MOST_BINS = 100_000;

const OPTIONS = optionsOf<WeightHistogramOptions>({ bins: true, range: true, unit: true, log: true, title: true });

/**
 * Distribution of weights; the figure contains the bins, not the weights.
 * @param weights any shape
 * @throws InputError for NaN, no weights, an empty range
 */
export function weightHistogram(weights: NumberInput, options: WeightHistogramOptions = {}): Figure {
  const where = "weightHistogram";
  checkOptions(where, options, OPTIONS);
  const values = readColumn(where, "weights", weights);
  const [least, greatest] = extent(values);
  const [low, high] = options.range ?? [Math.min(0, least), greatest > Math.min(0, least) ? greatest : 1];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new InputError(`${where}, range: found [${low}, ${high}], expected [low, high] with low below high.`);
  }
  const bins = binValues(values, low, high, wholeNumber(`${where}, bins`, options.bins ?? 50, 1, MOST_BINS));
  const unit = options.unit ? ` ${options.unit}` : "";
  const outside = values.length - bins.counts.reduce((sum, n) => sum + n, 0);
  const beyond = outside > 0 ? `; ${grouped(outside)} outside the axis` : "";
  return histogramFigure(bins, {
    title: options.title ?? `Distribution of ${grouped(values.length)} weights`,
    subtitle: `mean ${number(mean(values))}${unit}, greatest ${number(greatest)}${unit}${beyond}`,
    xLabel: options.unit ? `weight (${options.unit})` : "weight",
    yLabel: "number of synapses",
    log: options.log,
  });
}
