import { test } from "uvu";
import * as assert from "uvu/assert";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Figure } from "../../src/plot/figure.js";
import { legendNames } from "../../src/plot/frame.js";
import { raster } from "../../src/plot/raster.js";
import { toVegaLite } from "../../src/plot/vegaLite/toVegaLite.js";
import { ms } from "../../src/units/units.js";
import { figures } from "./figures.js";
import { markOf } from "./support.js";

/** A Vega-Lite specification as an SVG picture, and all that its tools complain of. */
async function draw(figure: Figure): Promise<{ svg: string; complaints: string[] }> {
  const complaints: string[] = [];
  const note = (...words: readonly unknown[]) => {
    complaints.push(words.join(" "));
    return logger;
  };
  const quiet = () => logger;
  const logger = { level: quiet, error: note, warn: note, info: quiet, debug: quiet } as never;
  const text = JSON.stringify(toVegaLite(figure));
  const { spec } = compile(JSON.parse(text) as TopLevelSpec, { logger });
  const view = new View(parse(spec), { renderer: "none", logger });
  const svg = await view.toSVG();
  view.finalize();
  return { svg, complaints };
}

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

for (const [name, figure] of Object.entries(figures)) {
  if (name === "rasterLarge") continue;
  test(`${name} is drawn by Vega-Lite without a complaint, with its titles, labels and legend`, async () => {
    const { svg, complaints } = await draw(figure);
    assert.equal(complaints, []);
    assert.not.match(svg, /NaN|undefined|Infinity/);
    const axes = [figure.x, ...figure.panels.map(({ y }) => y)].filter(({ isHidden }) => !isHidden);
    const expected = [figure.title, ...axes.map(({ title }) => title), ...legendNames(figure)];
    const shown = words(svg);
    for (const text of expected) assert.ok(shown.includes(text), `${text} is not among ${shown}`);
  });
}

test("a dot is at its place, on axes as long as the figure says", async () => {
  const figure = raster({ times: ms([25, 100]), neurons: [0, 2] }, { neurons: 3, duration: ms(100) });
  const { svg } = await draw(figure);
  const { x, y } = markOf(figure, "dots");
  const places = [...svg.matchAll(/aria-roledescription="point"[^>]*transform="translate\(([\d.]+),([\d.]+)\)/g)];
  assert.is(places.length, 2);
  places.forEach(([, left, top], i) => {
    const [from, to] = figure.panels[0].y.range;
    assert.ok(Math.abs(Number(left) - (560 * x[i]) / figure.x.range[1]) < 0.01, `${left}`);
    assert.ok(Math.abs(Number(top) - 312 * (1 - (y[i] - from) / (to - from))) < 0.01, `${top}`);
  });
});

test.run();
