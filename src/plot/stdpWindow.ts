import { checkOptions } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import type { PlotlyFigure, ScatterTrace } from "./figure.js";
import { extent, type NumberColumn, type NumberInput, readColumn, readTimes } from "./input.js";
import { okabeIto } from "./palette.js";
import { axis, ink, layout, padded } from "./theme.js";

export interface StdpWindowOptions {
  /** The rule in closed form, drawn as a line behind the measured points. */
  readonly theory?: { readonly lags: Quantity<"time">; readonly changes: NumberInput };
  /** Label of the y axis, with unit. */
  readonly yLabel?: string;
  readonly title?: string;
}

/**
 * Change of a weight by one pair of spikes over their lag: the STDP window.
 * @param lags t_post − t_pre
 * @param changes Δw for each lag
 * @throws InputError for NaN or columns of different length
 */
export function stdpWindow(
  lags: Quantity<"time">,
  changes: NumberInput,
  options: StdpWindowOptions = {},
): PlotlyFigure {
  const where = "stdpWindow";
  checkOptions(where, options, ["theory", "yLabel", "title"]);
  const x = readTimes(where, "lags", lags);
  if (x.length === 0) throw new InputError(`${where}: lags is empty; there is nothing to draw`);
  const y = readColumn(where, "changes", changes, x.length);
  const data = signs
    .map(({ name, color, keep }) => points(name, color, x, y, keep))
    .filter((part) => part.x.length > 0);
  if (options.theory) {
    const theoryX = readTimes(where, "theory.lags", options.theory.lags);
    const theoryY = readColumn(where, "theory.changes", options.theory.changes, theoryX.length);
    data.unshift(...theoryLines(theoryX, theoryY));
  }
  const [low, high] = extent(Float64Array.from(data.flatMap((part) => [...(part.y as NumberColumn)])));
  return {
    kind: "plotly",
    data,
    layout: layout({
      title: options.title ?? "STDP window",
      xaxis: axis("postsynaptic − presynaptic spike time Δt (ms)", padded(extent(x)), { zeroline: true }),
      yaxis: axis(options.yLabel ?? "weight change Δw", padded([Math.min(0, low), Math.max(0, high)]), {
        zeroline: true,
      }),
      legend: data.map((part) => part.name ?? ""),
    }),
  };
}

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
): ScatterTrace {
  const kept = Array.from(y, (_, i) => i).filter((i) => keep(y[i]));
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: kept.map((i) => x[i]),
    y: kept.map((i) => y[i]),
    marker: { color, size: 6, symbol: "circle" },
    hovertemplate: "%{x:~g} ms: %{y:.4~g}<extra></extra>",
  };
}

/** The window jumps at lag 0: no line joins its sides. */
function theoryLines(x: NumberColumn, y: NumberColumn): ScatterTrace[] {
  const order = Array.from(x, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const sides = [order.filter((i) => x[i] < 0), order.filter((i) => x[i] > 0)].filter((side) => side.length > 0);
  return sides.map((side, place) => ({
    type: "scatter",
    mode: "lines",
    name: "theory",
    showlegend: place === 0,
    x: side.map((i) => x[i]),
    y: side.map((i) => y[i]),
    line: { color: ink, width: 1.5 },
    hoverinfo: "skip",
  }));
}
