import { grouped } from "../check/grouped.js";
import { InputError } from "../errors.js";
import type { Figure } from "./figure.js";
import { binValues, histogramFigure, readBins } from "./histogram.js";
import { extent, type NumberColumn } from "./input.js";
import { checkPlotOptions, type OptionChecks } from "./options.js";
import { readSpikes, type Spikes } from "./spikes.js";
import { mean, number, sampleVariance } from "./statistics.js";

export interface InterSpikeIntervalsOptions {
  /** 50 by default. */
  readonly bins?: number;
  readonly title?: string;
}

const OPTIONS: OptionChecks<InterSpikeIntervalsOptions> = { bins: true };

/**
 * Distribution of the intervals between consecutive spikes of the same neuron, with the exponential distribution of the
 * same mean (a Poisson process) and the coefficient of variation (1 for Poisson, 0 for a clock), which takes two
 * intervals.
 * @param spikes as for `raster`
 * @throws InputError if no neuron spiked at two times
 */
export function interSpikeIntervals(spikes: Spikes, options: InterSpikeIntervalsOptions = {}): Figure {
  const where = "interSpikeIntervals";
  checkPlotOptions(where, options, OPTIONS);
  const { times, neurons } = readSpikes(where, spikes);
  const values = intervals(times, neurons);
  if (values.length === 0)
    throw new InputError(
      `${where}: found no neuron with two spikes, expected at least one, as there is no interval to draw.`,
    );
  const average = mean(values);
  if (average === 0) {
    throw new InputError(`${where}: found only intervals of 0 ms, expected neurons that spike at different times.`);
  }
  const high = extent(values)[1];
  const variation =
    values.length > 1 ? `, coefficient of variation ${number(Math.sqrt(sampleVariance(values)) / average)}` : "";
  const bins = binValues(values, 0, high, readBins(where, options.bins));
  const survival = (t: number) => Math.exp(-t / average);
  const expected = bins.counts.map(
    (_, i) => values.length * (survival(i * bins.width) - survival((i + 1) * bins.width)),
  );
  return histogramFigure(bins, {
    title: options.title ?? `${grouped(values.length)} interspike intervals`,
    subtitle: `mean ${number(average)} ms${variation}`,
    xLabel: "interspike interval (ms)",
    yLabel: "number of intervals",
    expected: { counts: expected, name: "Poisson process of the same mean" },
  });
}

/** Differences of consecutive spike times of each neuron (ms), in arbitrary order. */
function intervals(times: NumberColumn, neurons: NumberColumn): Float64Array {
  const order = Uint32Array.from({ length: times.length }, (_, i) => i).sort((a, b) => times[a] - times[b]);
  const last = new Map<number, number>();
  const found: number[] = [];
  for (const i of order) {
    const before = last.get(neurons[i]);
    if (before !== undefined) found.push(times[i] - before);
    last.set(neurons[i], times[i]);
  }
  return Float64Array.from(found);
}
