import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import type { Figure } from "../../src/plot/figure.js";
import { toHtml } from "../../src/plot/html.js";
import { toPage } from "../../src/plot/page.js";
import { plotlyScript } from "../../src/plot/plotly/source.js";
import { raster } from "../../src/plot/raster.js";
import { report } from "../../src/plot/report.js";
import { saveHtml, savePng, saveSvg } from "../../src/plot/save.js";
import { ms } from "../../src/units/units.js";
import { figures } from "./figures.js";

/** Attributes and styles that make a browser fetch something; data URIs and fragments do not. */
const fetched = (html: string) =>
  [...html.matchAll(/(?:src|href|srcset|data|action)\s*=\s*["']?([^"'\s>]+)|url\(([^)]+)\)|@import/gi)]
    .map(([whole, attribute, style]) => attribute ?? style ?? whole)
    .filter((target) => !/^["']?(data:|#)/.test(target) && /[:/]/.test(target));

test("a fragment holds the static picture, the data and no Plotly", async () => {
  const html = await toHtml(figures.timeCourse);
  assert.match(html, /<svg/);
  assert.match(html, /newPlot/);
  assert.ok(html.length < 100_000, `${html.length} bytes`);
  assert.equal(fetched(html), []);
  assert.not.match(await toHtml(figures.timeCourse, { picture: false }), /<svg/);
});

test("a title cannot end the script or start another", async () => {
  const html = await toHtml(raster({ times: ms([1]), neurons: [0] }, { title: "a</script><script>alert(1)</script>" }));
  assert.is(html.match(/<script/g)?.length, 1);
  assert.is(html.match(/<\/script/g)?.length, 1);
});

test("a figure for Vega-Lite is its picture alone", async () => {
  const html = await toHtml(figures.spikeCounts);
  assert.match(html, /<svg/);
  assert.not.match(html, /<script/);
});

test("a source of Plotly is loaded once for a page", async () => {
  const html = await toHtml(figures.raster, { plotly: { url: 'plotly.js?</script>"' } });
  assert.match(html, /plotlyIsLoading/);
  assert.not.match(html.replaceAll(/<\/script>\s*(<|$)/g, ""), /<\/script>/);
  assert.ok(plotlyScript("inline").length < 4.7e6);
});

test("a page of several figures has Plotly once and no external address", async () => {
  const page = await toPage([figures.raster, figures.timeCourse, figures.weightHistogram]);
  assert.is(page.match(/DecompressionStream/g)?.length, 1);
  assert.equal(fetched(page), []);
  assert.ok(page.length > 1e6 && page.length < 4.7e6, `${page.length} bytes`);
});

test("a page of pictures alone needs no Plotly", async () => {
  assert.ok((await toPage(figures.weightHistogram)).length < 100_000);
});

test("a report has its headings, paragraphs and figures, with text as text", async () => {
  const sections = [
    { heading: "Fields & classes", text: "w < 1\n\nsecond", figures: [figures.spikeCounts] },
    { heading: "No figures" },
  ];
  const page = await toPage(report({ title: "Run <1>", sections }));
  assert.match(page, "<h1>Run &lt;1&gt;</h1>");
  assert.match(page, "<h2>Fields &amp; classes</h2>");
  assert.match(page, "<p>w &lt; 1</p>\n<p>second</p>");
  assert.is(page.match(/<figure>/g)?.length, 1);
});

test("files are written whole, without leftovers", async () => {
  const folder = await mkdtemp(join(tmpdir(), "spiketensor-plot-"));
  try {
    await saveHtml(figures.spikeCounts, join(folder, "a.html"));
    await saveSvg(figures.raster, join(folder, "b.svg"));
    await savePng(figures.raster, join(folder, "c.png"));
    assert.equal((await readdir(folder)).sort(), ["a.html", "b.svg", "c.png"]);
    assert.match(await readFile(join(folder, "b.svg"), "utf8"), /^<svg/);
    assert.equal([...(await readFile(join(folder, "c.png"))).subarray(1, 4)], [0x50, 0x4e, 0x47]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const refused: [string, () => unknown, RegExp][] = [
  ["an unknown source", () => toHtml(figures.raster, { plotly: "cdn" } as never), /expected "inline", "global"/],
  ["an unknown option", () => toHtml(figures.raster, { theme: "dark" } as never), /found "theme", expected an option/],
  [
    "a report without title",
    () => report({ title: "", sections: [{ heading: "a" }] }),
    /title: found an empty text, expected a text/,
  ],
  ["a report without sections", () => report({ title: "a", sections: [] }), /no sections/],
  [
    "a section without heading",
    () => report({ title: "a", sections: [{ heading: "" }] }),
    /heading: found an empty text, expected a text/,
  ],
  [
    "no figure",
    () => report({ title: "a", sections: [{ heading: "b", figures: [{} as Figure] }] }),
    /expected a figure, such as a plot function returns/,
  ],
  [
    "figures that are no list",
    () => report({ title: "a", sections: [{ heading: "b", figures: 7 as never }] }),
    /"b", figures: found 7, expected a list/,
  ],
  [
    "a figure whose panels were taken out",
    () => toPage({ ...figures.raster, panels: [] }),
    /figure\.panels: found an array, expected at least one panel/,
  ],
  [
    "a figure with an axis that ends nowhere",
    () => toPage({ ...figures.raster, x: { ...figures.raster.x, range: [0, Number.NaN] } }),
    /figure\.x\.range\[1\]: found NaN, expected a finite number/,
  ],
  [
    "a figure with a mark of another kind",
    () => toPage({ ...figures.raster, panels: [{ ...figures.raster.panels[0], marks: [{ kind: "pie" } as never] }] }),
    /figure\.panels\[0\]\.marks\[0\]: found a pie, expected a mark: dots, line/,
  ],
  [
    "a figure with more places than values",
    () => {
      const [panel] = figures.raster.panels;
      const mark = { ...panel.marks[0], y: [] } as never;
      return toPage({ ...figures.raster, panels: [{ ...panel, marks: [mark] }] });
    },
    /marks\[0\]\.y: found 0 numbers, expected \d+, one for each x/,
  ],
  ["a page of nothing", () => toPage(undefined as never), /expected a figure, such as a plot function returns/],
  ["a page of no figures", () => toPage([]), /no figures/],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, async () => {
    try {
      await call();
    } catch (error) {
      assert.instance(error, InputError);
      return assert.match((error as Error).message, message);
    }
    assert.unreachable();
  });
}

test.run();
