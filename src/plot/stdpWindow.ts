import { checkOptions } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import type { Dots, Figure, Line, Rule } from "./figure.js";
import { extent, type NumberColumn, type NumberInput, readColumn, readTimes } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
import { okabeIto } from "./palette.js";
import { axis, ink, padded } from "./theme.js";

export interface StdpWindowOptions {
  /** The closed form of the rule, drawn as a line behind the measured points. */
  readonly theory?: { readonly lags: Quantity<"time">; readonly changes: NumberInput };
  /** Label of the y axis, with its unit. */
  readonly yLabel?: string;
  readonly title?: string;
}

const OPTIONS: OptionChecks<StdpWindowOptions> = { theory: true, yLabel: checkWords };

/**
 * Change of a weight by one pair of spikes over their lag: the STDP window.
 * @param lags t_post − t_pre
 * @param changes Δw for each lag
 * @throws InputError for NaN or columns of different lengths
 */
export function stdpWindow(lags: Quantity<"time">, changes: NumberInput, options: StdpWindowOptions = {}): Figure {
  const where = "stdpWindow";
  checkPlotOptions(where, options, OPTIONS);
  const x = readTimes(where, "lags", lags);
  if (x.length === 0) throw new InputError(`${where}, lags: found none, expected at least one.`);
  const y = readColumn(where, "changes", changes, x.length);
  const marks: (Dots | Line)[] = signs
    .map(({ name, color, keep }) => points(name, color, x, y, keep))
    .filter((part) => part.x.length > 0);
  const { theory } = options;
  if (theory !== undefined) {
    checkOptions(`${where}, theory`, theory, ["lags", "changes"], { example: "{ lags: ms([…]), changes: […] }" });
    const theoryX = readTimes(where, "theory.lags", theory.lags);
    const theoryY = readColumn(where, "theory.changes", theory.changes, theoryX.length);
    marks.unshift(...theoryLines(theoryX, theoryY));
  }
  const [low, high] = extent(marks.flatMap((part) => Array.from(part.y)));
  return newFigure({
    title: options.title ?? "STDP window",
    x: axis("postsynaptic − presynaptic spike time Δt (ms)", padded(extent(x))),
    panels: [
      {
        y: axis(options.yLabel ?? "weight change Δw", padded([Math.min(0, low), Math.max(0, high)])),
        marks: [zero({ x: 0 }), zero({ y: 0 }), ...marks],
      },
    ],
  });
}

const zero = (at: Rule["at"]): Rule => ({ kind: "rule", at, color: ink, width: 1 });

const signs = [
  { name: "potentiation", color: okabeIto[0], keep: (change: number) => change > 0 },
  { name: "depression", color: okabeIto[1], keep: (change: number) => change < 0 },
  { name: "no change", color: ink, keep: (change: number) => change === 0 },
];

function points(
  name: string,
  color: string,
  x: NumberColumn,
  y: NumberColumn,
  keep: (change: number) => boolean,
): Dots {
  const kept = Array.from(y, (_, i) => i).filter((i) => keep(y[i]));
  return {
    kind: "dots",
    name,
    x: kept.map((i) => x[i]),
    y: kept.map((i) => y[i]),
    color,
    shape: "circle",
    size: 6,
    hover: "{x:~g} ms: {y:.4~g}",
  };
}

/** The window jumps at lag 0, so no line joins its sides. */
function theoryLines(x: NumberColumn, y: NumberColumn): Line[] {
  const order = Array.from(x, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const sides = [order.filter((i) => x[i] < 0), order.filter((i) => x[i] > 0)].filter((side) => side.length > 0);
  return sides.map((side, place) => ({
    kind: "line",
    ...(place === 0 && { name: "theory" }),
    x: side.map((i) => x[i]),
    y: side.map((i) => y[i]),
    color: ink,
    width: 1.5,
  }));
}
