import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { latex } from "../../src/notebook/display.js";
import { live } from "../../src/notebook/live.js";
import { show } from "../../src/notebook/show.js";
import { accuracyCurve } from "../../src/plot/accuracyCurve.js";
import { raster } from "../../src/plot/raster.js";
import { toVegaLite } from "../../src/plot/vegaLite/toVegaLite.js";
import { weightHistogram } from "../../src/plot/weightHistogram.js";
import { ms } from "../../src/units/units.js";
import { FakeClock } from "../host/fakeClock.js";
import { FakeKernel, pause, type Sent } from "../host/fakeKernel.js";

const PLOTLY = "application/vnd.plotly.v1+json";
const VEGA_LITE = "application/vnd.vegalite.v5+json";
const kernel = new FakeKernel();
const small = raster({ times: ms([1, 2, 3]), neurons: [0, 1, 2] }, { title: `</script> & "more" ="x"` });

test.before.each(() => {
  kernel.sent.length = 0;
  kernel.startCell();
});

test.after(() => kernel.stop());

const isLibrary = ({ content }: Sent) => String(content.data["text/html"]).includes("DecompressionStream");
const html = ({ content }: Sent) => String(content.data["text/html"]);
/** What was sent to the figures of this test: neither to the carrier of plotly.js, nor late, by an earlier test. */
const figures = () => {
  const opened = kernel.sent.filter((sent) => !sent.update && !isLibrary(sent));
  const ids = new Set(opened.map(({ content }) => content.transient.display_id));
  return kernel.sent.filter(({ content }) => ids.has(content.transient.display_id));
};

async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; !isDone(); tries++) {
    assert.ok(tries < 500, "it did not come");
    await pause(20);
  }
}

test("a Plotly figure is drawn at once, then gets its picture in the same place", async () => {
  show(small);
  assert.equal(
    figures().map(({ update }) => update),
    [false],
  );
  assert.ok(PLOTLY in figures()[0].content.data);
  await until(() => figures().length === 2);
  const [first, second] = figures();
  assert.ok(second.update);
  assert.is(second.content.transient.display_id, first.content.transient.display_id);
  assert.equal(Object.keys(second.content.data).sort(), [PLOTLY, "image/svg+xml", "text/html", "text/plain"].sort());
  const alt = "&lt;/script&gt; &amp; &quot;more&quot; =&quot;x&quot;";
  const image = new RegExp(`<img alt="${alt}" src="data:image/svg\\+xml,([^"<>&#]+)"`).exec(html(second));
  assert.ok(image, "no picture, or one that a page reads otherwise");
  const picture = decodeURIComponent(image[1]);
  assert.match(picture, `&lt;/script&gt; &amp; "more" ="x"</text>`);
  assert.is(picture.replaceAll("'", '"'), String(second.content.data["image/svg+xml"]).replaceAll("'", '"'));
});

test("a Vega-Lite figure has a PNG too, without which JupyterLab would add one and mark the notebook unsaved", async () => {
  show({ ...small, renderer: "vega-lite" });
  await until(() => figures().length === 2);
  const { data } = figures()[1].content;
  assert.equal(Object.keys(data).sort(), [VEGA_LITE, "image/png", "image/svg+xml", "text/plain"].sort());
  const png = Buffer.from(String(data["image/png"]), "base64");
  assert.equal(
    [...png.subarray(1, 4)],
    [..."PNG"].map((letter) => letter.charCodeAt(0)),
  );
});

test("text of a figure cannot end the script that draws it", () => {
  show(small);
  const [shown] = figures();
  assert.is(html(shown).match(/<\/script>/g)!.length, 1);
  const json = /= (\{"data".*\});\n/.exec(html(shown))![1];
  assert.equal(JSON.parse(json), shown.content.data[PLOTLY]);
});

test("plotly.js is given once a cell, runs before the figures, and is withdrawn", async () => {
  show(small);
  show(small);
  assert.equal(kernel.sent.map(isLibrary), [true, false, false]);
  const id = kernel.sent[0].content.transient.display_id;
  await until(() => kernel.sent.some(({ content, update }) => update && content.transient.display_id === id));
  const withdrawn = kernel.sent.filter(({ content }) => content.transient.display_id === id).at(-1)!;
  assert.equal(Object.values(withdrawn.content.data), ["", ""]);
  kernel.startCell();
  show(small);
  assert.is(kernel.sent.filter(isLibrary).length, 2);
});

test("a figure for Vega-Lite has its specification and its picture, and needs no plotly.js", async () => {
  const figure = weightHistogram([0.1, 0.2, 0.9]);
  show(figure);
  await until(() => figures().length === 2);
  assert.not(kernel.sent.some(isLibrary));
  const { data } = figures()[1].content;
  assert.equal(data[VEGA_LITE], toVegaLite(figure));
  assert.match(String(data["image/svg+xml"]), /^<svg/);
});

test("a live figure draws no more often than its interval, the last state always, and ends complete", async () => {
  const accuracy = [0.1];
  let drawings = 0;
  const clock = new FakeClock();
  try {
    const curve = live(
      () => {
        drawings += 1;
        return accuracyCurve({ examples: accuracy.map((_, i) => i), accuracy: [...accuracy] });
      },
      { interval: ms(100) },
    );
    for (let at = 0; at < 350; at += 2) {
      accuracy.push(accuracy.length / 1e6);
      curve.update();
      clock.advance(2);
    }
    clock.advance(50);
    assert.is(drawings, 5);
    clock.advance(2000);
  } finally {
    clock.stop();
  }
  await until(() => figures().some(({ content }) => PLOTLY in content.data));
  const changing = figures().filter(({ content }) => !(PLOTLY in content.data));
  assert.is(drawings, changing.length);
  assert.equal(
    changing.map(({ at }) => at - changing[0].at),
    [0, 100, 200, 300, 400],
  );
  assert.is(new Set(figures().map(({ content }) => content.transient.display_id)).size, 1);
  const final = figures().at(-1)!.content.data;
  assert.ok("image/svg+xml" in final);
  assert.match(JSON.stringify(final[PLOTLY]), `${accuracy.length - 1}`);
  const stateOf = (sent: Sent) => /= (\{"data".*\});\n/.exec(html(sent))![1];
  assert.is(stateOf(figures().at(-1)!), stateOf(changing.at(-1)!));
});

test("a live figure that waits for its data takes its place at once, draws one at a time, and the last state always", async () => {
  let value = 0;
  let waiting = 0;
  const curve = live(
    async () => {
      waiting += 1;
      assert.is(waiting, 1, "two drawings at the same time");
      await pause(30);
      waiting -= 1;
      return accuracyCurve({ examples: [value], accuracy: [0.5] });
    },
    { interval: ms(10) },
  );
  const placed = kernel.sent.find((sent) => !isLibrary(sent));
  assert.equal(placed?.content.data, { "text/html": "", "text/plain": "" });
  while (value < 100) {
    value += 1;
    curve.update();
    await pause(1);
  }
  await until(() => figures().some(({ content }) => PLOTLY in content.data));
  const id = placed?.content.transient.display_id;
  const shown = kernel.sent.filter(({ content }) => content.transient.display_id === id);
  assert.ok(shown.slice(1).every(({ update }) => update));
  assert.match(JSON.stringify(shown.at(-1)?.content.data[PLOTLY]), '"x":[100]');
});

test("an interval that is none is refused", () => {
  for (const interval of [ms(0), ms(-5), 500 as never]) {
    assert.throws(
      () => live(() => small, { interval }),
      (error: unknown) => error instanceof InputError,
    );
  }
});

test("LaTeX is sent as a displayed equation", () => {
  latex("v^2");
  assert.equal(kernel.sent[0].content.data, { "text/latex": "$$v^2$$", "text/plain": "v^2" });
});

test("outside a notebook a figure is not drawn, and the reader is told what to do instead", () => {
  kernel.stop();
  const printed: string[] = [];
  const { log } = console;
  console.log = (text: string) => printed.push(text);
  try {
    show(small);
    live(() => {
      throw new Error("nothing is drawn");
    }).update();
    latex("v^2");
  } finally {
    console.log = log;
  }
  assert.is(printed.length, 3);
  assert.match(printed[0], "saveHtml");
  assert.is(printed[2], "v^2");
});

test.run();
