import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Figure, Mark } from "../../src/plot/figure.js";
import { toPlotly } from "../../src/plot/plotly/toPlotly.js";
import { timeCourse } from "../../src/plot/timeCourse.js";
import { weightHistogram } from "../../src/plot/weightHistogram.js";
import { ms } from "../../src/units/units.js";
import { figures } from "./figures.js";
import { markOf, marksOf } from "./support.js";

type Trace = { readonly [key: string]: unknown };
const traces = (figure: Figure) => toPlotly(figure).data as readonly Trace[];
const layout = (figure: Figure) => toPlotly(figure).layout as { readonly [key: string]: Trace };
const withMarks = (marks: readonly Mark[]): Figure => ({
  ...figures.fiCurve,
  panels: [{ ...figures.fiCurve.panels[0], marks }],
});
type Column = { readonly dtype: string; readonly bdata: string };
const bytes = ({ bdata }: Column) => new Uint8Array(Buffer.from(bdata, "base64")).buffer;

test("long typed arrays travel as base64 and come back as they were; many dots go to WebGL, few to SVG", () => {
  const { x, y } = markOf(figures.rasterLarge, "dots");
  const [trace] = traces(figures.rasterLarge);
  const columns = [trace.x, trace.y] as Column[];
  assert.equal(
    columns.map(({ dtype }) => dtype),
    ["f4", "u2"],
  );
  assert.equal(new Float32Array(bytes(columns[0])), x);
  assert.equal(new Uint16Array(bytes(columns[1])), y);
  assert.is(trace.type, "scattergl");
  assert.is(traces(figures.raster)[0].type, "scatter");
});

test("a view into a larger buffer is cut to itself", () => {
  const part = Float64Array.from({ length: 300 }, (_, i) => i).subarray(100, 250);
  const [trace] = traces(withMarks([{ kind: "line", x: part, y: part, color: "#000000", width: 1 }]));
  assert.equal(new Float64Array(bytes(trace.x as Column)), Float64Array.from(part));
});

test("100,000 spikes take less than 1 MB, and all JSON is JSON", () => {
  for (const figure of Object.values(figures)) {
    const text = JSON.stringify(toPlotly(figure));
    assert.ok(text.length < 1e6);
    assert.equal(JSON.parse(text), toPlotly(figure));
  }
});

test("every mark is a trace, in order, and in the legend if it has a name", () => {
  for (const figure of Object.values(figures)) {
    const drawn = traces(figure);
    const marks = marksOf(figure);
    assert.is(drawn.length, marks.length + (figure.colorBar ? 1 : 0));
    marks.forEach(({ name }, i) => {
      assert.equal([drawn[i].name, drawn[i].showlegend], [name, name !== undefined]);
    });
  }
});

test("panels divide the height from the top, over the x axis of the last one", () => {
  const own = (panel: string) => ({ values: [1, 2], panel });
  const figure = timeCourse({ a: own("a"), b: own("b"), c: own("c") }, { every: ms(1) });
  const { xaxis, yaxis, yaxis2, yaxis3 } = layout(figure);
  const domains = [yaxis, yaxis2, yaxis3].map(({ domain }) => domain as [number, number]);
  assert.is(domains[0][1], 1);
  assert.ok(Math.abs(domains[2][0]) < 1e-12);
  assert.ok(domains[0][0] > domains[1][1] && domains[1][0] > domains[2][1]);
  assert.is(xaxis.anchor, "y3");
  assert.equal(
    traces(figure).map(({ yaxis }) => yaxis),
    ["y", "y2", "y3"],
  );
});

test("what the pointer is told is in Plotly's form, a line for each line", () => {
  const dots = { kind: "dots", x: [1], y: [2], color: "#000000", shape: "circle", size: 3 } as const;
  const hover = "{text} of {x:.1f}\n{y}, not {z}";
  const [told, silent] = traces(withMarks([{ ...dots, hover, text: ["a\nb"] }, dots]));
  assert.is(told.hovertemplate, "%{text} of %{x:.1f}<br>%{y}, not {z}<extra></extra>");
  assert.equal(told.text, ["a<br>b"]);
  assert.is(silent.hoverinfo, "skip");
});

test("the range of a logarithmic axis is in powers of ten", () => {
  const weights = new Float32Array(1000).fill(0.5);
  const { range, type } = layout(weightHistogram(weights, { log: true })).yaxis;
  assert.is(type, "log");
  assert.ok(Math.abs((range as number[])[1] - 3) < 1e-12, String(range));
});

test.run();
