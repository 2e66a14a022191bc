import type { TopLevelSpec } from "vega-lite";
import type { Axis, ColorBar, Figure, Mark, Panel } from "../figure.js";
import { legendNames, nameAngle } from "../frame.js";
import { colorAt, inkOn } from "../palette.js";
import { ink, transparent } from "../theme.js";

export type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>["layer"][number];
type Unit = Extract<Layer, { readonly mark: unknown }>;
type Encoding = NonNullable<Unit["encoding"]>;
type Row = { readonly [field: string]: number | string | undefined };

const literal = { scale: null, type: "nominal" } as const;
const dash = (isDashed = false) => (isDashed ? { strokeDash: [6, 4] } : {});

/** Converts a mark to layers of a Vega-Lite view. */
export function layers(mark: Mark, figure: Figure, panel: Panel, isLast: boolean): Layer[] {
  const x = position(figure.x, "x", isLast, nameAngle(figure));
  const y = position(panel.y, "y", true, 0);
  const legend = colorOf(mark, figure);
  const tooltip = tooltipOf(mark, figure, panel);
  const rows = (of: { x: ArrayLike<number>; y: ArrayLike<number> }, more?: (i: number) => Row): Row[] =>
    Array.from(of.x, (value, i) => ({ x: value, y: of.y[i], text: mark.text?.[i], ...more?.(i) }));
  const layer = (values: Row[], shape: Unit["mark"], encoding: Encoding): Layer => ({
    data: { values },
    mark: shape,
    encoding: { ...legend, ...tooltip, ...encoding },
  });
  switch (mark.kind) {
    case "dots": {
      const stroke = { shape: "stroke", angle: 90, size: mark.size ** 2, strokeWidth: mark.width } as const;
      const filled = { shape: mark.shape, size: mark.size ** 2, filled: true, opacity: 1 } as const;
      const look = mark.shape === "stroke" ? { ...stroke, opacity: 1 } : filled;
      return [layer(rows(mark), { type: "point", color: mark.color, clip: true, ...look }, { x, y })];
    }
    case "line": {
      const point = mark.dots ? { size: mark.dots ** 2, color: mark.color, opacity: 1 } : false;
      const look = { color: mark.color, strokeWidth: mark.width, point, clip: true, ...dash(mark.dashed) };
      return [layer(rows(mark), { type: "line", ...look }, { x, y, order: { value: null } } as Encoding)];
    }
    case "rule": {
      const look = { color: mark.color, strokeWidth: mark.width, clip: true, ...dash(mark.dashed) };
      return [layer([{ ...mark.at }], { type: "rule", ...look }, "x" in mark.at ? { x } : { y })];
    }
    case "words": {
      const look = { color: mark.color, fontSize: mark.size, clip: true } as const;
      const values = rows(mark, (i) => ({ word: mark.words[i] }));
      return [layer(values, { type: "text", ...look }, { x, y, text: { field: "word", type: "nominal" } })];
    }
    case "bars": {
      const base = panel.y.isLogarithmic ? panel.y.range[0] : 0;
      const values = rows(mark, (i) => ({ x: mark.x[i] - mark.width / 2, x2: mark.x[i] + mark.width / 2, base }));
      const look = { color: mark.color, binSpacing: mark.gap ?? 0 };
      const sides = {
        x: { ...x, bin: "binned" },
        x2: { field: "x2" },
        y: { ...y, stack: null },
        y2: { field: "base" },
      };
      return [layer(values, { type: "bar", ...look }, sides as Encoding)];
    }
    case "cells":
      return cellLayers(mark, layer, { x, y });
    case "picture":
      return [
        layer(
          [{ url: mark.source }],
          { type: "image", width: figure.width, height: figure.height, aspect: false, smooth: mark.smooth },
          { x: { value: figure.width / 2 }, y: { value: figure.height / 2 }, url: { field: "url", type: "nominal" } },
        ),
      ];
  }
}

function cellLayers(
  { values, columns, range, scale, gap, words, text }: Extract<Mark, { kind: "cells" }>,
  layer: (values: Row[], shape: Unit["mark"], encoding: Encoding) => Layer,
  { x, y }: Encoding,
): Layer[] {
  const rows = values.flatMap((value, i): Row[] => {
    if (value === null) return [];
    const [c, r] = [i % columns, Math.floor(i / columns)];
    const rgb = colorAt(scale, (value - range[0]) / (range[1] - range[0]));
    const sides = { x: c - 0.5, x2: c + 0.5, y: r - 0.5, y2: r + 0.5 };
    const colors = { fill: `rgb(${rgb.join(",")})`, ink: inkOn(rgb) };
    return [{ ...sides, c, r, ...colors, word: words?.text[i], text: text?.[i] }];
  });
  const color = { field: "fill", ...literal };
  const areas = { color, x, x2: { field: "x2" }, y, y2: { field: "y2" } };
  const middle = { x: { ...x, field: "c" }, y: { ...y, field: "r" }, color: { field: "ink", ...literal } } as Encoding;
  const look = { type: "rect", strokeWidth: gap, stroke: transparent, xOffset: 0 } as const;
  if (!words) return [layer(rows, look, areas)];
  const named = { ...middle, text: { field: "word", type: "nominal" } } as Encoding;
  return [layer(rows, look, areas), layer(rows, { type: "text", fontSize: words.size }, named)];
}

/** The position of a mark. @param angle of the axis's names */
function position(
  axis: Axis,
  field: "x" | "y",
  isLabeled: boolean,
  angle: number,
): NonNullable<Encoding["x"]> & object {
  const { title, range, isLogarithmic, ticks, format, grid, line, isHidden } = axis;
  const names = ticks && JSON.stringify(ticks.map(({ label }) => label));
  const values = ticks?.map(({ value }) => value);
  const shown = {
    title: isLabeled ? title : null,
    grid,
    domain: line && isLabeled,
    ticks: line && isLabeled,
    labels: isLabeled,
    tickCount: field === "x" ? 7 : 6,
    labelFlush: false,
    ...(format && { format }),
    ...(format?.endsWith("d") && { tickMinStep: 1 }),
    ...(angle !== 0 && { labelAngle: angle, labelAlign: "right", labelBaseline: "middle" }),
    ...(ticks && { values, labelExpr: `${names}[indexof(${JSON.stringify(values)}, datum.value)]` }),
  };
  const type = isLogarithmic ? ("log" as const) : ("linear" as const);
  const scale = { type, domain: [...range], nice: false, ...(!isLogarithmic && { zero: false }) };
  return { field, type: "quantitative", scale, axis: isHidden ? null : shown } as NonNullable<Encoding["x"]> & object;
}

/** The color of a named mark, from its entry in the legend. */
function colorOf(mark: Mark, figure: Figure): Encoding {
  if (mark.name === undefined) return {};
  const marks = figure.panels.flatMap((panel) => panel.marks).filter(({ name }) => name !== undefined);
  const range = marks.map((one) => ("color" in one ? one.color : ink));
  return { color: { datum: mark.name, type: "nominal", scale: { domain: legendNames(figure), range }, title: null } };
}

function tooltipOf({ hover, text, kind }: Mark, { x }: Figure, { y }: Panel): Encoding {
  if (hover === undefined || kind === "rule") return {};
  if (text !== undefined) return { tooltip: { field: "text", type: "nominal" } };
  const of = (field: string, { title }: Axis) => ({ field, type: "quantitative" as const, title });
  return { tooltip: [of("x", x), of("y", y)] };
}

/** An invisible layer, for the color legend. */
export function colorLayer({ title, range, scale: stops, format }: ColorBar): Layer {
  const domain = stops.map(([at]) => range[0] + at * (range[1] - range[0]));
  const scale = { domain, range: stops.map(([, color]) => color) };
  return {
    data: { values: range.map((value) => ({ value })) },
    mark: { type: "point", opacity: 0 },
    encoding: {
      fill: { field: "value", type: "quantitative", title, scale, legend: { ...(format && { format }) } },
    },
  };
}
