import { checkFlag } from "../check/flag.js";
import { grouped } from "../check/grouped.js";
import type { Figure } from "./figure.js";
import { binValues, histogramFigure, readBins } from "./histogram.js";
import { extent, type NumberInput, readColumn, readRange } from "./input.js";
import { checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
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

const OPTIONS: OptionChecks<WeightHistogramOptions> = { bins: true, range: true, unit: checkWords, log: checkFlag };

/**
 * Distribution of weights; the figure contains the bins, not the weights.
 * @param weights any shape
 * @throws InputError for NaN, no weights, an empty range
 */
export function weightHistogram(weights: NumberInput, options: WeightHistogramOptions = {}): Figure {
  const where = "weightHistogram";
  checkPlotOptions(where, options, OPTIONS);
  const values = readColumn(where, "weights", weights);
  const [low, high] = readRange(where, options.range, values);
  const bins = binValues(values, low, high, readBins(where, options.bins));
  const unit = options.unit ? ` ${options.unit}` : "";
  const outside = values.length - bins.counts.reduce((sum, n) => sum + n, 0);
  const beyond = outside > 0 ? `; ${grouped(outside)} outside the axis` : "";
  return histogramFigure(bins, {
    title: options.title ?? `Distribution of ${grouped(values.length)} weights`,
    subtitle: `mean ${number(mean(values))}${unit}, greatest ${number(extent(values)[1])}${unit}${beyond}`,
    xLabel: options.unit ? `weight (${options.unit})` : "weight",
    yLabel: "number of synapses",
    log: options.log,
  });
}
