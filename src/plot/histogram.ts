import { grouped } from "../check/grouped.js";
import { wholeNumber } from "../check/wholeNumber.js";
import type { Bars, Figure, Mark } from "./figure.js";
import { extent, type NumberColumn } from "./input.js";
import { newFigure } from "./newFigure.js";
import { okabeIto } from "./palette.js";
import { number } from "./statistics.js";
import { axis, ink } from "./theme.js";

/** Bins of equal width from `low` on: bin i holds values in [low + i·width, low + (i + 1)·width). */
export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Counts values in `count` equal bins from `low` to `high`; the last bin includes `high`. */
export function binValues(values: NumberColumn, low: number, high: number, count: number): Bins {
  const counts = new Array<number>(count).fill(0);
  const width = (high - low) / count;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low || values[i] > high) continue;
    counts[Math.min(count - 1, Math.floor((values[i] - low) / width))]++;
  }
  return { low, width, counts };
}

/** Narrower bins would be thinner than a pixel on any screen. */
const MOST_BINS = 100_000;

/** Reads a number of bins, 50 by default. */
export const readBins = (where: string, bins: number | undefined): number =>
  wholeNumber(`${where}, bins`, bins ?? 50, 1, MOST_BINS);

interface HistogramOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly log?: boolean;
  /** A dashed vertical line. */
  readonly rule?: { readonly at: number; readonly name: string };
  /** Expected count in each bin, drawn as a line. */
  readonly expected?: { readonly counts: readonly number[]; readonly name: string };
}

/** Where a logarithmic axis starts, below 1 as it has no zero. */
const logBase = 0.7;

/** A histogram that contains only its bins, however many values there were. */
export function histogramFigure({ low, width, counts }: Bins, options: HistogramOptions): Figure {
  const { expected, rule } = options;
  const shown = [...counts.keys()].filter((i) => !options.log || counts[i] > 0);
  const middle = (i: number) => low + (i + 0.5) * width;
  const bars: Bars = {
    kind: "bars",
    x: shown.map(middle),
    y: shown.map((i) => counts[i]),
    width,
    color: okabeIto[0],
    gap: counts.length > 60 ? 0 : 1,
    text: shown.map((i) => `${number(low + i * width)} – ${number(low + (i + 1) * width)}: ${grouped(counts[i])}`),
    hover: "{text}",
  };
  const marks: Mark[] = [bars];
  if (expected) {
    marks.push({
      kind: "line",
      name: expected.name,
      x: [...counts.keys()].map(middle),
      y: expected.counts,
      color: okabeIto[1],
      width: 2,
    });
  }
  if (rule) {
    marks.push({
      kind: "rule",
      at: { x: rule.at },
      color: ink,
      width: 1.5,
      dashed: true,
      hover: `${rule.name} {x:.3~g}`,
    });
  }
  // At least 1, so that a histogram without values has an axis.
  const highest = Math.max(1, extent(counts)[1], expected ? extent(expected.counts)[1] : 0);
  return newFigure({
    title: options.title,
    subtitle: options.subtitle,
    height: 280,
    x: axis(options.xLabel, [low, low + counts.length * width], { grid: false }),
    panels: [
      {
        y: axis(options.yLabel, options.log ? [logBase, highest] : [0, roundUp(highest)], {
          isLogarithmic: options.log === true,
          format: ",d",
        }),
        marks,
      },
    ],
    hasInnerLegend: true,
    renderer: "vega-lite",
  });
}

/** A round end for an axis from 0 that includes a value: a multiple of 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value / 10));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power * 10 >= value) ?? 10);
  return Math.ceil(value / step) * step;
}
