/**
 * The real tslab, taught widgets by the built package, and a real Jupyter client over ZeroMQ: what a front end sees when
 * sliders are moved, also while a cell computes, is stopped or fails.
 */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { JsonRecord, Message } from "../../../src/notebook/widgets/wire.js";
import { type Answer, TslabClient } from "./tslabClient.js";

const kernel = await TslabClient.start();
const test = suite("widgets in tslab");

test.after(() => kernel.stop());

const typed = (messages: readonly Message[], type: string) => messages.filter(({ header }) => header.msg_type === type);
const record = (value: unknown): JsonRecord => Object(value);
const stateOf = ({ content }: Message) => record(record(content.data).state);

/** The widget of this model name that a cell has opened. */
function opened({ published }: Answer, name: string): { id: string; state: JsonRecord } {
  const message = typed(published, "comm_open").find((open) => stateOf(open)._model_name === name);
  assert.ok(message, `no ${name} among ${typed(published, "comm_open").map((open) => stateOf(open)._model_name)}`);
  return { id: String(message.content.comm_id), state: stateOf(message) };
}

const update = (id: string, state: JsonRecord) => ({
  comm_id: id,
  data: { method: "update", state, buffer_paths: [] },
});

/** What was sent to a widget among these messages. */
const toWidget = (messages: readonly Message[], id: string) =>
  typed(messages, "comm_msg")
    .filter(({ content }) => content.comm_id === id)
    .map(({ content }) => record(content.data));

const titles = (messages: readonly Message[], figure: string) =>
  toWidget(messages, figure)
    .map(({ state }) => record(record(record(record(state).figure).layout).title).text)
    .filter((title) => title !== undefined);

let slider = "";
let figure = "";

test("a cell opens its widgets and shows them, then the picture for readers without a kernel", async () => {
  await kernel.run(
    'import { button, interact, Interrupted, ms, plot, slider, throwIfInterrupted, yieldToEvents } from "spiketensor";',
  );
  const shown = await kernel.run(`
    let drawings = 0;
    let busy = 0;
    const draw = async ({ wait, tau }) => {
      drawings += 1;
      for (const end = Date.now() + wait; Date.now() < end; ) { await yieldToEvents(); await new Promise((r) => setTimeout(r, 5)); }
      if (tau.value === 13) throw new Error("unlucky");
      return plot.timeCourse({ v: [0, tau.value] }, { every: ms(1), title: "tau " + tau.value });
    };
    await interact({ tau: slider(ms(5), ms(100), { value: ms(20) }), wait: slider(0, 5000, { value: 0 }) }, draw);
  `);
  slider = opened(shown, "FloatSliderModel").id;
  const drawn = opened(shown, "AnyModel");
  figure = drawn.id;
  assert.is(drawn.state.key, figure);
  assert.equal(
    record(drawn.state.figure).layout && record(record(record(drawn.state.figure).layout).title).text,
    "tau 20",
  );
  const box = opened(shown, "VBoxModel");
  const displays = typed(shown.published, "display_data").map(({ content }) => record(content.data));
  assert.is(displays.length, 2);
  assert.equal(displays[0]["application/vnd.jupyter.widget-view+json"], {
    version_major: 2,
    version_minor: 0,
    model_id: box.id,
  });
  assert.match(String(displays[0]["text/plain"]), "tau 20 ms, wait 0");
  assert.match(String(displays[1]["text/html"]), `data-spiketensor-saved="${figure}"`);
  // Models come before what shows them.
  const order = shown.published.map(({ header }) => header.msg_type);
  assert.ok(order.lastIndexOf("comm_open") < order.indexOf("display_data"));
});

test("comm_info names every open widget, with the reply's right name", async () => {
  const { reply } = await kernel.ask("comm_info_request", { target_name: "jupyter.widget" });
  assert.is(reply?.header.msg_type, "comm_info_reply");
  const comms = record(reply?.content.comms);
  for (const id of [slider, figure]) assert.equal(comms[id], { target_name: "jupyter.widget" });
});

test("a moved slider is echoed, then the figure is updated, before the kernel is idle again", async () => {
  const { published } = await kernel.ask("comm_msg", update(slider, { value: 35 }));
  assert.equal(toWidget(published, slider), [{ method: "echo_update", state: { value: 35 }, buffer_paths: [] }]);
  assert.equal(titles(published, figure), ["tau 35"]);
});

test("the picture in the file follows when the slider rests", async () => {
  const isPicture = ({ header, content }: Message) =>
    header.msg_type === "update_display_data" && /tau 35/.test(String(record(content.data)["text/plain"]));
  await kernel.until(() => kernel.published.some(isPicture));
});

test("moves while a cell computes wait for it, and the last replaces the others", async () => {
  const cell = await kernel.post("execute_request", {
    code: "await new Promise((end) => setTimeout(end, 1500));",
    silent: false,
  });
  await kernel.until(() => kernel.answersTo(cell).length > 0);
  const moves = [];
  for (const value of [40, 41, 42]) moves.push(await kernel.post("comm_msg", update(slider, { value })));
  const answers = await Promise.all(moves.map((move) => kernel.done(move)));
  await kernel.done(cell);
  const drawn = answers.flatMap(({ published }) => titles(published, figure));
  assert.equal(drawn, ["tau 42"], "every move in the time of one cell is one drawing");
  const at = (isSo: (message: Message) => boolean) => kernel.published.findIndex(isSo);
  const end = at((m) => m.parent.msg_id === cell && m.content.execution_state === "idle");
  assert.ok(end < at((m) => titles([m], figure)[0] === "tau 42"), "drawn before the cell was over");
});

test("moves during a drawing replace one another; the last is drawn", async () => {
  const wait = Object.keys(record(record((await kernel.ask("comm_info_request", {})).reply?.content).comms)).find(
    (id) => kernel.published.some((m) => m.content.comm_id === id && stateOf(m).description === "wait"),
  );
  assert.ok(wait);
  await kernel.ask("comm_msg", update(wait, { value: 300 }));
  const moves = [];
  for (const value of [50, 51, 52, 53]) moves.push(await kernel.post("comm_msg", update(slider, { value })));
  const answers = await Promise.all(moves.map((move) => kernel.done(move)));
  const drawn = answers.flatMap(({ published }) => titles(published, figure));
  assert.is(drawn.at(-1), "tau 53");
  assert.ok(drawn.length <= 2, `drawn ${drawn.length} times for 4 moves`);

  // The stop button ends a drawing and says so; the next move is drawn as ever.
  const asked = kernel.published.length;
  const long = await kernel.post("comm_msg", update(wait, { value: 4000 }));
  await kernel.until(() => kernel.answersTo(long).length > 1);
  await new Promise((moment) => setTimeout(moment, 300));
  const pressed = performance.now();
  kernel.interrupt();
  await kernel.done(long);
  assert.ok(performance.now() - pressed < 3700, "the drawing went on to its end");
  const words = toWidget(kernel.published.slice(asked), figure).map(({ state }) => String(record(state).words));
  assert.match(words.join(), /stopped/i);
  // What waited for the drawing is stopped with it; a person takes longer to move a slider again.
  const { published: late } = await kernel.ask("comm_msg", update(wait, { value: 1 }));
  assert.equal(titles(late, figure), []);
  await new Promise((moment) => setTimeout(moment, 600));
  const { published } = await kernel.ask("comm_msg", update(wait, { value: 0 }));
  assert.equal(titles(published, figure), ["tau 53"]);
  assert.is(record(toWidget(published, figure)[0].state).words, "", "the note of the stop goes");
});

test("an error in a drawing is said under the figure, which stays, and the kernel goes on", async () => {
  const { published } = await kernel.ask("comm_msg", update(slider, { value: 13 }));
  assert.equal(toWidget(published, figure), [
    { method: "update", state: { words: "Error: unlucky" }, buffer_paths: [] },
  ]);
  const { published: next } = await kernel.ask("comm_msg", update(slider, { value: 14 }));
  assert.equal(titles(next, figure), ["tau 14"]);
  await kernel.run("1 + 1");
});

test("a move is drawn although the cell before it failed", async () => {
  const cell = await kernel.post("execute_request", {
    code: 'await new Promise((end) => setTimeout(end, 500)); throw new Error("on purpose");',
    silent: false,
  });
  await kernel.until(() => kernel.answersTo(cell).length > 0);
  const { published } = await kernel.ask("comm_msg", update(slider, { value: 60 }));
  assert.equal(titles(published, figure), ["tau 60"]);
});

test("a page that is loaded anew gets every widget as it stands, and Plotly, packed, on demand", async () => {
  const control = { comm_id: "control-of-this-test", target_name: "jupyter.widget.control", data: {} };
  await kernel.ask("comm_open", control, { version: "1.0.0" });
  const { published } = await kernel.ask("comm_msg", { comm_id: control.comm_id, data: { method: "request_states" } });
  const [answer] = toWidget(published, control.comm_id);
  assert.is(answer.method, "update_states");
  const states = record(answer.states);
  assert.is(record(record(states[slider]).state).value, 60);
  assert.is(record(states[figure]).model_module, "anywidget");

  const asked = { comm_id: figure, data: { method: "custom", content: { ask: "plotly" } } };
  const { published: given } = await kernel.ask("comm_msg", asked);
  const [library] = typed(given, "comm_msg");
  assert.equal(record(library.content.data).content, { library: "plotly" });
  assert.equal([...library.buffers[0].subarray(0, 2)], [0x1f, 0x8b]);
});

test("a line that nobody takes is closed; a message for nobody changes nothing", async () => {
  const { published } = await kernel.ask("comm_open", { comm_id: "x", target_name: "nobody.knows", data: {} });
  assert.equal(
    typed(published, "comm_close").map(({ content }) => content.comm_id),
    ["x"],
  );
  const { published: silence } = await kernel.ask("comm_msg", update("no such widget", { value: 1 }));
  assert.is(typed(silence, "comm_msg").length, 0);
});

test("short forms of properties work with variables of earlier cells, also after these have changed", async () => {
  await kernel.run("let pixels = 5; const single = [1];");
  const said = ({ published }: Answer) =>
    typed(published, "stream")
      .map(({ content }) => content.text)
      .join("");
  assert.is(said(await kernel.run("console.log(JSON.stringify({ pixels, single }))")), '{"pixels":5,"single":[1]}\n');
  await kernel.run("pixels = 6;");
  assert.is(said(await kernel.run("JSON.stringify({ pixels })")), '{"pixels":6}\n');
  await kernel.run('const pixels = "declared anew";');
  assert.is(said(await kernel.run("JSON.stringify({ pixels })")), '{"pixels":"declared anew"}\n');
  await kernel.run("const window = 3; const process = 4;");
  assert.is(said(await kernel.run('typeof globalThis.window + " " + typeof globalThis.process')), "undefined object\n");
});

test("a figure that is a cell's last expression shows itself", async () => {
  const { published } = await kernel.run("plot.timeCourse({ v: [0, 1] }, { every: ms(1) })");
  const [first] = typed(published, "display_data").filter(({ content }) => /vnd.plotly/.test(JSON.stringify(content)));
  assert.ok(first, "no figure");
  assert.is(typed(published, "stream").length, 0);
});

test("what tslab's watcher throws while a package is built is not reported; all else is", async () => {
  const { published } = await kernel.ask("execute_request", {
    code: `
      setTimeout(() => { throw new Error("Unexpected pending rebuildTimer"); });
      setTimeout(() => { throw new Error("a mistake of one's own"); });
      await new Promise((end) => setTimeout(end, 100));`,
    silent: false,
  });
  const said = typed(published, "stream")
    .map(({ content }) => content.text)
    .join("");
  assert.match(said, "a mistake of one's own");
  assert.not.match(said, "rebuildTimer");
});

test("a button counts how often it was pressed", async () => {
  const shown = await kernel.run(
    'await interact({ again: button() }, ({ again }) => plot.timeCourse({ v: [0, 1] }, { every: ms(1), title: "again " + again }));',
  );
  const { id } = opened(shown, "ButtonModel");
  const own = opened(shown, "AnyModel").id;
  const click = { comm_id: id, data: { method: "custom", content: { event: "click" } } };
  await kernel.ask("comm_msg", click);
  const { published } = await kernel.ask("comm_msg", click);
  assert.equal(titles(published, own), ["again 2"]);
});

test("what is drawn and is no figure fails the cell, with what was expected", async () => {
  const code = "await interact({ n: slider(0, 1) }, () => 5 as never);";
  const { published, reply } = await kernel.ask("execute_request", { code, silent: false });
  const said = typed(published, "stream").map(({ content }) => content.text);
  assert.is(reply?.content.status, "error");
  assert.match(said.join(""), "interact, what is drawn: found 5, expected a figure, such as a plot function returns.");
});

/** Runs a cell with a loop that goes on until its slider stands at 0.25. */
async function startLoop() {
  const before = kernel.published.length;
  const cell = await kernel.post("execute_request", {
    code: `
      const seen = new Set();
      const shown = progress(Array.from({ length: 100000 }), { controls: { eta: slider(0, 1, { value: 0.5 }) } });
      for (const _ of shown) {
        const { eta } = await shown.settings();
        seen.add(eta);
        if (eta === 0.25) break;
        await new Promise((end) => setTimeout(end, 1));
      }`,
    silent: false,
  });
  const shown = () => ({ published: kernel.published.slice(before), reply: undefined });
  const bars = () => {
    const texts = shown().published.map(({ content }) => String(record(content.data)["text/plain"]));
    return texts.filter((text) => / of 100,000/.test(text));
  };
  const bar = () => bars().at(-1) ?? "";
  await kernel.until(() => /of 100,000 · \d+ % · /.test(bar()));
  return { cell, shown, bar, bars };
}

test("controls of a loop: it asks for where they stand, a button holds it, they are off when it is over", async () => {
  // tslab drops what comes at once after an error.
  await new Promise((moment) => setTimeout(moment, 300));
  await kernel.run('import { live, progress } from "spiketensor";');
  const { cell, shown, bar, bars } = await startLoop();
  const own = opened(shown(), "FloatSliderModel").id;
  const pause = opened(shown(), "ButtonModel").id;
  assert.is(opened(shown(), "ButtonModel").state.description, "Pause");
  const click = { comm_id: pause, data: { method: "custom", content: { event: "click" } } };
  const { published: held } = await kernel.ask("comm_msg", click);
  assert.is(record(toWidget(held, pause)[0].state).description, "Go on");
  await kernel.until(() => /^paused at /.test(bar()), 5);
  // The round that had begun ends.
  await new Promise((moment) => setTimeout(moment, 100));
  const stood = bars().length;
  await kernel.ask("comm_msg", update(own, { value: 0.75 }));
  await new Promise((moment) => setTimeout(moment, 400));
  assert.is(bars().length, stood, "the loop went on while it was held");
  await kernel.ask("comm_msg", click);
  await kernel.until(() => !/^paused/.test(bar()));
  await new Promise((moment) => setTimeout(moment, 100));
  await kernel.ask("comm_msg", update(own, { value: 0.25 }));
  await kernel.done(cell);
  const lastOf = (id: string) => record(toWidget(shown().published, id).at(-1)?.state);
  assert.equal([lastOf(own).disabled, lastOf(pause).disabled], [true, true]);
  assert.match(bar(), /^left after /);
  const said = typed((await kernel.run('console.log([...seen].join(" "))')).published, "stream");
  assert.is(said[0].content.text, "0.5 0.75 0.25\n");
});

test("the stop button stops the very first loop of a kernel, and the kernel goes on", async () => {
  const fresh = await TslabClient.start();
  try {
    await fresh.run('import { progress } from "spiketensor";');
    const cell = await fresh.post("execute_request", {
      code: "for (const _ of progress(Array.from({ length: 100000 }))) await new Promise((end) => setTimeout(end, 1));",
      silent: false,
    });
    await fresh.until(() => fresh.answersTo(cell).some(({ content }) => /\d % · /.test(JSON.stringify(content))));
    fresh.interrupt();
    await fresh.done(cell);
    await fresh.run("1 + 1");
  } finally {
    await fresh.stop();
  }
});

test("the stop button ends a loop that is held, and its controls are off", async () => {
  const { cell, shown, bar } = await startLoop();
  const pause = opened(shown(), "ButtonModel").id;
  await kernel.ask("comm_msg", { comm_id: pause, data: { method: "custom", content: { event: "click" } } });
  kernel.interrupt();
  await kernel.done(cell);
  await kernel.until(() => record(toWidget(shown().published, pause).at(-1)?.state).disabled === true, 5);
  assert.match(bar(), /^stopped after /);
  const said = typed(shown().published, "stream").map(({ content }) => String(content.text));
  assert.match(said.join(""), /^Stopped by the user/);
  assert.not.match(said.join(""), /\n +at /);
  // tslab drops what comes at once after an error.
  await new Promise((moment) => setTimeout(moment, 300));
});

/** A cell with a live figure that is updated twice. */
const liveCell = (wait: number) => `
  let at = 1;
  const course = live(() => plot.timeCourse({ v: [0, at] }, { every: ms(1), title: "live " + at }), { interval: ms(10) });
  for (at = 2; at < 4; at++) { await new Promise((end) => setTimeout(end, ${wait})); course.update(); }
  at = 3;
  await new Promise((end) => setTimeout(end, 100));`;
const inData = (messages: readonly Message[], text: string) =>
  messages.filter(({ content }) => JSON.stringify(content.data ?? null).includes(text));
const DRAWS_ITSELF = "window.Plotly.react(figure";

test("a live figure is a widget where the front end answers, with its picture in the file", async () => {
  const before = kernel.published.length;
  const cell = await kernel.post("execute_request", { code: liveCell(400), silent: false });
  const published = () => kernel.published.slice(before);
  const isFigure = (open: Message) => stateOf(open)._model_name === "AnyModel";
  await kernel.until(() => typed(published(), "comm_open").some(isFigure));
  const { id } = opened({ published: published(), reply: undefined }, "AnyModel");
  await kernel.ask("comm_msg", { comm_id: id, data: { method: "custom", content: { here: true } } });
  await kernel.done(cell);
  assert.equal(titles(published(), id), ["live 2", "live 3"]);
  assert.is(inData(typed(published(), "update_display_data"), "widget-view+json").length, 1);
  // The picture comes when the figure rests: in its own cell, although another one may run.
  await kernel.run("await new Promise((end) => setTimeout(end, 1500));");
  const pictures = inData(published(), `data-spiketensor-saved=\\"${id}`);
  assert.ok(pictures.length > 0);
  const places = typed(published(), "display_data").filter(({ parent }) => parent.msg_id === cell);
  const idOf = ({ content }: Message) => record(content.transient).display_id;
  assert.ok(
    places.some((place) => idOf(place) === idOf(pictures[0])),
    "the picture is in another cell",
  );
  assert.is(inData(published(), DRAWS_ITSELF).length, 0, "it is drawn twice");
});

test("a live figure is what it is without widgets until a page answers, also late, and a widget from then on", async () => {
  const before = kernel.published.length;
  await kernel.run(liveCell(1000));
  const published = () => kernel.published.slice(before);
  const { id } = opened({ published: published(), reply: undefined }, "AnyModel");
  assert.is(typed(published(), "comm_close").length, 0, "a page that answers late finds no widget");
  const drawn = inData(published(), DRAWS_ITSELF);
  assert.ok(drawn.length > 0);
  assert.is(inData(drawn.slice(-1), "live 3").length, 1);
  assert.is(inData(published(), "widget-view+json").length, 0);

  const { published: answered } = await kernel.ask("comm_msg", {
    comm_id: id,
    data: { method: "custom", content: { here: true } },
  });
  assert.equal(titles(answered, id), ["live 3"]);
  const [view] = inData(typed(published(), "update_display_data"), "widget-view+json");
  assert.ok(view, "the display does not become a widget");
  const idOf = ({ content }: Message) => record(content.transient).display_id;
  assert.is(idOf(view), idOf(drawn[0]), "the widget is not in the place of the display");
  await kernel.run("course.update(); await new Promise((end) => setTimeout(end, 1500));");
  assert.equal(titles(published(), id), ["live 3", "live 3"]);
  assert.is(inData(published(), DRAWS_ITSELF).length, drawn.length, "it is drawn twice");
  assert.ok(inData(published(), `data-spiketensor-saved=\\"${id}`).length > 0, "no picture for the file");
});

test("a bar reaches a page that was loaded anew by a widget of its own, to its end", async () => {
  const before = kernel.published.length;
  await kernel.run(`
    for (const _ of progress([1, 2, 3], { label: "anew" })) await new Promise((end) => setTimeout(end, 1100));`);
  const published = kernel.published.slice(before);
  const { id, state } = opened({ published, reply: undefined }, "AnyModel");
  const [display] = inData(typed(published, "display_data"), "anew: 0 of 3");
  assert.match(String(record(display.content.data)["text/html"]), `data-spiketensor-bar="${state.key}"`);
  const sent = toWidget(published, id).map((data) => String(record(data.state).html));
  assert.ok(sent.length >= 3 && sent.length <= 5, `sent ${sent.length} times in 3 s`);
  assert.match(sent[0], "anew: 1 of 3");
  assert.match(sent[sent.length - 1], /anew: 3 of 3 · [\d.]+ s/);

  const control = { comm_id: "control-of-the-bar", target_name: "jupyter.widget.control", data: {} };
  await kernel.ask("comm_open", control, { version: "1.0.0" });
  const { published: told } = await kernel.ask("comm_msg", {
    comm_id: control.comm_id,
    data: { method: "request_states" },
  });
  const states = record(toWidget(told, control.comm_id)[0].states);
  assert.match(String(record(record(states[id]).state).html), "anew: 3 of 3");
});

test("of bars whose loops have ended only the latest stay open, and none is closed before a page has made it", async () => {
  const before = kernel.published.length;
  await kernel.run("for (let i = 0; i < 30; i++) for (const _ of progress([i], { label: `short ${i}` }));");
  const published = () => kernel.published.slice(before);
  const bars = typed(published(), "comm_open").map(({ content }) => String(content.comm_id));
  assert.is(bars.length, 30);
  assert.is(typed(published(), "comm_close").length, 0);
  for (const id of bars)
    await kernel.ask("comm_msg", { comm_id: id, data: { method: "custom", content: { here: true } } });
  assert.equal(
    typed(published(), "comm_close").map(({ content }) => content.comm_id),
    bars.slice(0, 10),
  );
});

test.run();
