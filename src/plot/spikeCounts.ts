import { grouped } from "../check/grouped.js";
import { checkOptions, optionsOf } from "../check/names.js";
import type { Figure } from "./figure.js";
import { binValues, histogramFigure } from "./histogram.js";
import { checkIntegers, extent, type NumberInput, readColumn } from "./input.js";
import { mean, number, variance } from "./statistics.js";

export interface SpikeCountsOptions {
  /** What was counted: "neurons" or "presentations". */
  readonly of?: string;
  readonly title?: string;
}

const OPTIONS = optionsOf<SpikeCountsOptions>({ of: true, title: true });

/**
 * Histogram of spike counts over neurons (or presentations), with their mean and Fano factor (variance over mean; 1 for
 * Poisson counts).
 * @param counts spikes of each neuron or presentation
 * @throws InputError for counts that are negative or not whole
 */
export function spikeCounts(counts: NumberInput, options: SpikeCountsOptions = {}): Figure {
  const where = "spikeCounts";
  checkOptions(where, options, OPTIONS);
  const values = readColumn(where, "counts", counts);
  checkIntegers(`${where}, counts`, values, 0);
  const highest = extent(values)[1];
  const width = Math.ceil((highest + 1) / 60);
  const bins = Math.ceil((highest + 1) / width);
  const of = options.of ?? "neurons";
  const average = mean(values);
  const fano = average > 0 ? `, Fano factor ${number(variance(values) / average)}` : "";
  // Bins start half a spike early, so that a bar of width one is centered at its number.
  return histogramFigure(binValues(values, -0.5, bins * width - 0.5, bins), {
    title: options.title ?? `Spike counts of ${grouped(values.length)} ${of}`,
    subtitle: `mean ${number(average)}${fano}`,
    xLabel: "number of spikes",
    yLabel: `number of ${of}`,
    rule: { at: average, name: "mean" },
  });
}
