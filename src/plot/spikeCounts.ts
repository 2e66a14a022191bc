import { grouped } from "../check/grouped.js";
import type { Figure } from "./figure.js";
import { binValues, histogramFigure } from "./histogram.js";
import { checkIntegers, extent, type NumberInput, readColumn } from "./input.js";
import { checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
import { mean, number, sampleVariance } from "./statistics.js";

export interface SpikeCountsOptions {
  /** What was counted: "neurons" or "presentations". */
  readonly of?: string;
  readonly title?: string;
}

const OPTIONS: OptionChecks<SpikeCountsOptions> = { of: checkWords };

/**
 * Histogram of spike counts over neurons (or presentations), with their mean and Fano factor (variance over mean; 1 for
 * Poisson counts), which takes two counts.
 * @param counts spikes of each neuron or presentation
 * @throws InputError for counts that are negative or not whole
 */
export function spikeCounts(counts: NumberInput, options: SpikeCountsOptions = {}): Figure {
  const where = "spikeCounts";
  checkPlotOptions(where, options, OPTIONS);
  const values = readColumn(where, "counts", counts);
  checkIntegers(`${where}, counts`, values, 0);
  const highest = extent(values)[1];
  const width = Math.ceil((highest + 1) / 60);
  const bins = Math.ceil((highest + 1) / width);
  const of = options.of ?? "neurons";
  const average = mean(values);
  const fano = average > 0 && values.length > 1 ? `, Fano factor ${number(sampleVariance(values) / average)}` : "";
  // Bins start half a spike early, so that a bar of width one is centered at its number.
  return histogramFigure(binValues(values, -0.5, bins * width - 0.5, bins), {
    title: options.title ?? `Spike counts of ${grouped(values.length)} ${of}`,
    subtitle: `mean ${number(average)}${fano}`,
    xLabel: "number of spikes",
    yLabel: `number of ${of}`,
    rule: { at: average, name: "mean" },
  });
}
