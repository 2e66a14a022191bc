import { test } from "uvu";
import * as assert from "uvu/assert";
import { isNotebook, latex } from "../../src/notebook/display.js";
import { live } from "../../src/notebook/live.js";
import { progress } from "../../src/notebook/progress.js";
import { show } from "../../src/notebook/show.js";
import { interact } from "../../src/notebook/widgets/interact.js";
import { slider } from "../../src/notebook/widgets/slider.js";
import type { Figure } from "../../src/plot/figure.js";
import { raster } from "../../src/plot/raster.js";
import { toVegaLite } from "../../src/plot/vegaLite/toVegaLite.js";
import { ms } from "../../src/units/units.js";
import { pause } from "../host/fakeKernel.js";

const VEGA_LITE = "application/vnd.vegalite.v5+json";

interface Content {
  readonly data: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id: string };
}

const sent: { readonly type: string; readonly content: Content }[] = [];
const deno = {
  jupyter: { broadcast: async (type: string, content: Content) => void sent.push({ type, content }) },
};
const figure = raster({ times: ms([1, 2, 3]), neurons: [0, 1, 2] }, { title: "Three" });

/** What Deno's kernel does with the value of a cell's last expression. */
const shown = (value: Figure) =>
  (value as unknown as Record<symbol, () => Promise<Content["data"]>>)[Symbol.for("Jupyter.display")]();

test.before.each(() => {
  sent.length = 0;
  Reflect.set(globalThis, "Deno", deno);
});
test.after.each(() => void Reflect.deleteProperty(globalThis, "Deno"));

async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; !isDone(); tries++) {
    assert.ok(tries < 500, "it did not come");
    await pause(20);
  }
}

test("Deno itself is no notebook: it refuses to tell of its kernel where that does not run", () => {
  assert.ok(isNotebook());
  const refuses = {
    get jupyter(): never {
      throw new Error("Deno.jupyter is only available in `deno jupyter` subcommand.");
    },
  };
  for (const none of [refuses, {}, undefined]) {
    Reflect.set(globalThis, "Deno", none);
    assert.not(isNotebook());
  }
});

test("a figure as the last expression shows itself, drawn by Vega-Lite and as a picture; a changed copy too", async () => {
  const bundle = await shown(figure);
  assert.equal(bundle[VEGA_LITE], toVegaLite(figure));
  assert.match(String(bundle["image/svg+xml"]), /^<svg/);
  assert.is(bundle["text/plain"], "[figure: Three]");
  const renamed = await shown({ ...figure, title: "Other" });
  assert.is(renamed["text/plain"], "[figure: Other]");
  assert.match(JSON.stringify(renamed[VEGA_LITE]), "Other");
});

test("a figure stays plain data: what shows it is in no copy that is written or sent", () => {
  assert.equal(Object.keys(figure).sort(), Object.keys(JSON.parse(JSON.stringify(figure))).sort());
  assert.equal(structuredClone(figure), figure);
});

test("show sends a figure that needs no Plotly, then its picture in the same place", async () => {
  show(figure);
  await until(() => sent.length === 2);
  assert.equal(
    sent.map(({ type }) => type),
    ["display_data", "update_display_data"],
  );
  assert.is(sent[0].content.transient.display_id, sent[1].content.transient.display_id);
  for (const { content } of sent) {
    assert.equal(content.data[VEGA_LITE], toVegaLite(figure));
    assert.not("text/html" in content.data);
  }
  assert.match(String(sent[1].content.data["image/svg+xml"]), /^<svg/);
});

test("live figures change in place, and progress and equations are shown", async () => {
  let title = "first";
  const curve = live(() => ({ ...figure, title }), { interval: ms(1) });
  await pause(5);
  title = "second";
  curve.update();
  await until(() => sent.some(({ content }) => "image/svg+xml" in content.data));
  assert.equal(
    [...new Set(sent.map(({ content }) => content.data["text/plain"]))],
    ["[figure: first]", "[figure: second]"],
  );
  assert.is(new Set(sent.map(({ content }) => content.transient.display_id)).size, 1);
  sent.length = 0;
  for (const _ of progress([1, 2, 3]));
  assert.match(String(sent.at(-1)?.content.data["text/plain"]), "3 of 3");
  latex("v");
  assert.is(sent.at(-1)?.content.data["text/latex"], "$$v$$");
});

test("controls, which no kernel but the TypeScript one hears, say so", async () => {
  const said: string[] = [];
  const { log } = console;
  console.log = (line: string) => said.push(line);
  try {
    await interact({ x: slider(0, 1) }, () => figure);
  } finally {
    console.log = log;
  }
  assert.equal(sent, []);
  assert.match(said.join(), "spiketensor lab");
});

test.run();
