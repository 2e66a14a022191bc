import { test } from "uvu";
import * as assert from "uvu/assert";
import { FileError, InputError } from "../../src/errors.js";
import { accuracyCurve } from "../../src/plot/accuracyCurve.js";
import { confusionMatrix } from "../../src/plot/confusionMatrix.js";
import { fontPath } from "../../src/plot/font.js";
import { frame } from "../../src/plot/frame.js";
import { image } from "../../src/plot/image.js";
import { toPlotly } from "../../src/plot/plotly/toPlotly.js";
import { raster } from "../../src/plot/raster.js";
import { toPng } from "../../src/plot/static/png.js";
import { toSvg } from "../../src/plot/static/svg.js";
import { timeCourse } from "../../src/plot/timeCourse.js";
import { toVegaLite } from "../../src/plot/vegaLite/toVegaLite.js";
import { weightHistogram } from "../../src/plot/weightHistogram.js";
import { ms } from "../../src/units/units.js";
import { figures } from "./figures.js";
import { pixels, uniform } from "./support.js";

/** The SVG's words, as a reader sees them. */
const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const pathsWith = (svg: string, attribute: string) =>
  [...svg.matchAll(/<path[^>]*>/g)].map(([path]) => path).filter((path) => path.includes(attribute));
const moves = (path: string) => (path.match(/M/g) ?? []).length;

test("long names at the y axis have room, and are written in full", async () => {
  const names = ["0", "a class whose name is rather long"];
  const figure = confusionMatrix([3, 1, 0, 4], { names });
  // A letter of Arimo at 12 pixels is some 6 wide.
  assert.ok(frame(figure).margin.left > 6 * names[1].length, `${frame(figure).margin.left} px`);
  assert.is(frame(confusionMatrix([3, 1, 0, 4])).margin.left, 72);
  assert.is(words(await toSvg(figure)).filter((text) => text === names[1]).length, 2);
});

/** Where the first of a word in an SVG stands, by the translations around it, and how it is turned. */
function placeOf(svg: string, word: string): { x: number; y: number; angle: number; anchor: string } {
  const upTo = svg.slice(0, svg.indexOf(`>${word}</text>`) + 1);
  const open: string[] = [];
  for (const [tag] of upTo.matchAll(/<(g|text)[^>]*>|<\/(g|text)>/g)) {
    if (tag.startsWith("</")) open.pop();
    else open.push(tag);
  }
  const place = { x: 0, y: 0, angle: 0, anchor: /text-anchor="(\w+)"/.exec(open[open.length - 1])?.[1] ?? "" };
  for (const tag of open) {
    const [, x = "0", y = "0"] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(tag) ?? [];
    place.x += Number(x);
    place.y += Number(y);
    place.angle += Number(/rotate\(([-\d.]+)\)/.exec(tag)?.[1] ?? 0);
  }
  return place;
}

test("long names at the x axis are turned, written in full, inside the picture and above the axis's title", async () => {
  const names = ["first class of a long name", "second class of a long name", "third"];
  const figure = confusionMatrix([3, 1, 0, 4, 1, 0, 0, 1, 5], { names });
  const svg = await toSvg(figure);
  const title = placeOf(svg, "predicted class");
  const ends = names.map((name) => {
    const { x, y, angle, anchor } = placeOf(svg, name);
    assert.equal([angle, anchor], [-40, "end"], name);
    // A letter of Arimo at 12 pixels is some 6 wide.
    const [left, below] = [Math.cos(2 * Math.PI * (40 / 360)), Math.sin(2 * Math.PI * (40 / 360))].map(
      (share) => share * 6 * name.length,
    );
    assert.ok(x - left > 0, `${name} begins ${left - x} px outside the picture`);
    assert.ok(y + below < title.y, `${name} reaches the title of the axis`);
    return x;
  });
  assert.ok(title.y < frame(figure).height, "the title is below the picture");
  assert.ok(Math.abs(ends[1] - ends[0] - figure.width / 3) < 1, "a name does not end at its tick");

  const short = confusionMatrix([3, 1, 0, 4], { names: ["cat", "dog"] });
  assert.is(placeOf(await toSvg(short), "dog").angle, 0);
  assert.is(frame(short).margin.bottom, 56);
});

test("Plotly and Vega-Lite turn the names that the static picture turns", () => {
  const names = ["first class of a long name", "second class of a long name"];
  const figure = confusionMatrix([3, 1, 0, 4], { names });
  assert.match(JSON.stringify(toPlotly(figure).layout), '"tickangle":-40');
  assert.match(JSON.stringify(toVegaLite(figure)), '"labelAngle":-40');
  const short = confusionMatrix([3, 1, 0, 4]);
  assert.not.match(JSON.stringify([toPlotly(short), toVegaLite(short)]), /tickangle|labelAngle/);
});

for (const [name, figure] of Object.entries(figures)) {
  test(`${name} is drawn with its title, labels and nothing undefined, small and transparent`, async () => {
    const svg = await toSvg(figure);
    assert.ok(svg.length < 300_000, `${svg.length} bytes`);
    assert.not.match(svg, /NaN|undefined|Infinity/);
    assert.is(svg.split('font-size="12px"').length, 2, "the font is named once");
    assert.not.match(svg, / class="| d=""/);
    const shown = words(svg);
    const axes = [figure.x, ...figure.panels.map(({ y }) => y)].filter(({ isHidden }) => !isHidden);
    for (const title of [figure.title, figure.subtitle ?? figure.title, ...axes.map((axis) => axis.title)]) {
      assert.ok(shown.includes(title), title);
    }
    const picture = pixels(await toPng(figure, { scale: 1 }));
    assert.is(picture.at(2, picture.width - 2)[3], 0, "the corner is transparent");
  });
}

test("a raster has one mark for each spike, at its place", async () => {
  const figure = raster({ times: ms([0, 50, 100]), neurons: [0, 1, 2] }, { neurons: 3, duration: ms(100) });
  const [path] = pathsWith(await toSvg(figure), 'stroke="#0072b2"');
  assert.is(moves(path), 3);
  const { width, height, x: xaxis } = figure;
  const yaxis = figure.panels[0].y;
  const places = [...path.matchAll(/M([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  [0, 50, 100].forEach((time, i) => {
    const x = (time / xaxis.range[1]) * width;
    const y = height * (1 - (i - yaxis.range[0]) / (yaxis.range[1] - yaxis.range[0]));
    assert.ok(Math.abs(places[i][0] - x) <= 0.05 && Math.abs(places[i][1] - y) <= 0.05, `${places[i]} not ${x}, ${y}`);
  });
});

test("a bar stands on zero and is as tall as its rate", async () => {
  const [path] = pathsWith(await toSvg(figures.firingRates), 'fill="#0072b2"');
  const heights = [...path.matchAll(/M[\d.]+,([\d.]+)h[\d.]+v([\d.]+)/g)].map(([, y, h]) => [Number(y), Number(h)]);
  assert.is(heights.length, 3);
  for (const [y, h] of heights) assert.ok(Math.abs(y + h - 312) <= 0.1, "the foot");
  assert.ok(Math.abs(heights[1][1] / heights[0][1] - 5) < 0.01, "5 Hz is five times 1 Hz");
});

test("bars of a logarithmic histogram stand on its axis, apart, as tall as the logarithm of their counts", async () => {
  const weights = [0.5, ...new Array<number>(10).fill(1.5), ...new Array<number>(100).fill(2.5)];
  const figure = weightHistogram(weights, { log: true, bins: 3, range: [0, 3] });
  const [path] = pathsWith(await toSvg(figure), 'fill="#0072b2"');
  const boxes = [...path.matchAll(/M([\d.]+),([\d.]+)h([\d.]+)v([\d.]+)/g)].map(([, ...numbers]) =>
    numbers.map(Number),
  );
  const [low, high] = figure.panels[0].y.range;
  [1, 10, 100].forEach((count, i) => {
    const [x, y, width, height] = boxes[i];
    const tall = (280 * Math.log(count / low)) / Math.log(high / low);
    assert.ok(Math.abs(height - tall) <= 0.1 && Math.abs(y + height - 280) <= 0.1, `${y}, ${height}`);
    assert.ok(Math.abs(x - ((i * 560) / 3 + 0.5)) <= 0.1 && Math.abs(width - (560 / 3 - 1)) <= 0.1, `${x}, ${width}`);
  });
});

test("a long line is thinned to its extremes: no peak is lost", async () => {
  const random = uniform(8);
  const values = Float32Array.from({ length: 100_000 }, () => -65 + random());
  values[54_321] = 10;
  const svg = await toSvg(timeCourse({ v: values }, { every: ms(0.1) }));
  assert.ok(svg.length < 100_000, `${svg.length} bytes`);
  const [path] = pathsWith(svg, 'stroke="#0072b2"');
  const [top] = [...path.matchAll(/[ML]([\d.]+),([\d.]+)/g)]
    .map(([, x, y]) => [Number(x), Number(y)])
    .sort((a, b) => a[1] - b[1]);
  assert.ok(Math.abs(top[0] - (5432.1 / 9999.9) * 560) < 0.2, `the peak is at ${top}`);
  assert.ok(Math.abs(top[1] - 312 * (3.75 / 82.5)) < 0.2, "a twentieth of 75 mV of air above the peak");
});

test("counts of a confusion matrix are written; zeros are not", async () => {
  const shown = words(await toSvg(confusionMatrix([12, 0, 3, 25])));
  assert.ok(["12", "3", "25"].every((count) => shown.includes(count)));
});

test("legends name every line once", async () => {
  const shown = words(await toSvg(figures.accuracyCurve));
  assert.is(shown.filter((word) => word === "chance").length, 1);
  assert.is(shown.filter((word) => word === "accuracy").length, 2, "the legend and the axis");
});

test("a PNG shows an image's pixels at their places, sharp", async () => {
  const figure = image([0, 1, 1, 0], { shape: [2, 2] });
  const picture = pixels(await toPng(figure, { scale: 1 }));
  const { left: l, top: t } = frame(figure).margin;
  const zoom = 10;
  const center = (cell: number) => Math.round((1 + cell + 0.5) * zoom);
  for (const [r, c, gray] of [
    [0, 0, 0],
    [0, 1, 255],
    [1, 0, 255],
    [1, 1, 0],
  ]) {
    for (const shift of [-4, 4]) {
      const seen = picture.at(t + center(r) + shift, l + center(c) + shift);
      assert.equal([...seen], [gray, gray, gray, 255], `pixel ${r}, ${c} by ${shift}`);
    }
  }
});

test("words are drawn in a PNG, with the font that comes along", async () => {
  // The same figure with and without its title: only drawn letters can differ.
  const at = { examples: [0, 1], accuracy: [0, 1] };
  const [withTitle, without] = await Promise.all(
    ["Genauigkeit Δw ≤ 1 µS", " "].map(async (title) =>
      pixels(await toPng(accuracyCurve(at, { title }), { scale: 1 })),
    ),
  );
  let ink = 0;
  for (let row = 0; row < 50; row++) {
    for (let column = 0; column < 400; column++) {
      if (withTitle.at(row, column)[3] !== without.at(row, column)[3]) ink++;
    }
  }
  assert.ok(ink > 300, `${ink} pixels of the title`);
});

test("a font that is missing is told: words are never left out in silence", () => {
  assert.ok(fontPath().endsWith("arimo.ttf"));
  assert.throws(
    () => fontPath("file:///nowhere/dist/esm/index.js"),
    (error: Error) => error instanceof FileError && /nowhere.assets.arimo\.ttf: found no font/.test(error.message),
  );
});

test("scale and background are obeyed", async () => {
  const figure = figures.raster;
  const picture = pixels(await toPng(figure, { scale: 1.5, background: "#ff0000" }));
  assert.is(picture.width, Math.round(1.5 * frame(figure).width));
  assert.equal([...picture.at(0, 0)].slice(0, 3), [255, 0, 0]);
});

test("two pictures in one page share no id", async () => {
  const ids = await Promise.all(
    [figures.raster, figures.confusionMatrix].map(async (figure) =>
      [...(await toSvg(figure)).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id),
    ),
  );
  assert.ok(ids[0].length > 0 && ids[1].length > 1, "clip paths, and a gradient");
  assert.not.ok(ids[0].some((id) => ids[1].includes(id)));
});

test("the same figure gives the same bytes", async () => {
  const [first, second] = [await toSvg(figures.confusionMatrix), await toSvg(figures.confusionMatrix)];
  assert.ok(first === second);
});

test("a wrong option is refused", async () => {
  for (const [options, message] of [
    [{ scale: 0 }, /scale: found 0, expected a number above 0/],
    [{ size: 3 }, /found "size", expected an option/],
  ] as const) {
    try {
      await toPng(figures.raster, options as object);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as Error).message, message);
    }
  }
});

test.run();
