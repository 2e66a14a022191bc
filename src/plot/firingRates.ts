import type { Figure } from "./figure.js";
import { checkRates, extent, type NumberInput, readColumn } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkNames, checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
import { okabeIto } from "./palette.js";
import { mean, number } from "./statistics.js";
import { axis, cellAxis } from "./theme.js";

export interface FiringRatesOptions {
  /** Names of the bars: classes or neurons. */
  readonly names?: readonly string[];
  readonly xLabel?: string;
  readonly title?: string;
}

const OPTIONS: OptionChecks<FiringRatesOptions> = { names: true, xLabel: checkWords };

/**
 * Firing rate of each neuron or class as bars.
 * @param rates Hz
 * @throws InputError for negative rates, or a wrong number of names
 */
export function firingRates(rates: NumberInput, options: FiringRatesOptions = {}): Figure {
  const where = "firingRates";
  checkPlotOptions(where, options, OPTIONS);
  const values = readColumn(where, "rates", rates);
  checkRates(where, values);
  const high = extent(values)[1];
  const { names } = options;
  if (names !== undefined) checkNames(`${where}, names`, names, values.length, "rate");
  const xLabel = options.xLabel ?? "neuron";
  return newFigure({
    title: options.title ?? `Firing rates: ${number(mean(values))} Hz on average`,
    x: { ...cellAxis(xLabel, values.length, names), line: true },
    panels: [
      {
        y: axis("firing rate (Hz)", [0, high * 1.05 || 1]),
        marks: [
          {
            kind: "bars",
            x: Int32Array.from({ length: values.length }, (_, i) => i),
            y: values,
            width: values.length > 100 ? 1 : 0.8,
            color: okabeIto[0],
            hover: `${xLabel} {x}: {y:.2f} Hz`,
          },
        ],
      },
    ],
  });
}
