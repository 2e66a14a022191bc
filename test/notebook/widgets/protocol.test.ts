/**
 * The kernel's half of the widget protocol against a recorded session of the real ipywidgets in a real Python kernel
 * (scripts/notebooks/recordWidgets.py): the same widgets, the same states, the same answers to the same messages.
 */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Comms } from "../../../src/notebook/widgets/comms.js";
import {
  box,
  button,
  checkbox,
  dropdown,
  floatLogSlider,
  floatSlider,
  intSlider,
  link,
  player,
} from "../../../src/notebook/widgets/ipywidgets.js";
import { type Widget, Widgets } from "../../../src/notebook/widgets/widget.js";
import type { JsonRecord } from "../../../src/notebook/widgets/wire.js";

interface Said {
  readonly type: string;
  readonly content: JsonRecord;
  readonly metadata: JsonRecord;
}

interface Recording {
  readonly opened: Readonly<Record<string, readonly Said[]>>;
  readonly [part: string]: unknown;
}

const recorded: Recording = JSON.parse(readFileSync("test/notebook/widgets/ipywidgets.json", "utf8"));
const part = (name: string) => recorded[name] as readonly Said[];

let said: Said[] = [];
const comms = new Comms((type, content, { metadata = {} }) => {
  const isOpen = type === "comm_open";
  said.push({ type, content, metadata: isOpen ? metadata : {} });
});
const widgets = new Widgets(comms);

/** What was said since the last call. */
function taken(): Said[] {
  const all = said;
  said = [];
  return all;
}

/** Identifiers of the recording for ours, in the order of their appearance. */
const names = new Map<string, string>();
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A missing value and null are the same to a front end: it has its own defaults. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value).replace(UUID, (id) => names.get(id) ?? id);
  return JSON.parse(text, (_, inner) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).filter(([, entry]) => entry !== null));
  });
}

function same(ours: readonly Said[], theirs: readonly Said[]): void {
  ours.forEach(({ type, content }, i) => {
    if (type === "comm_open") names.set(String(content.comm_id), String(theirs[i]?.content.comm_id));
  });
  assert.equal(plain(ours), plain(theirs));
}

const slide = { readout_format: ".1f", step: 0.5 };
const made: Record<string, Widget> = {};
const makers: Record<string, () => Widget> = {
  slider: () => floatSlider(widgets, { value: 20, min: 5, max: 100, ...slide, description: "tauMem (ms)" }),
  log: () =>
    floatLogSlider(widgets, { value: 10, min: 0, max: 2, step: 0.02, description: "rate (Hz)", readout_format: ".3g" }),
  int: () => intSlider(widgets, { value: 0, min: 0, max: 9, step: 1, description: "frame", readout_format: "d" }),
  dropdown: () => dropdown(widgets, { _options_labels: ["euler", "rk4"], index: 1, description: "method" }),
  checkbox: () => checkbox(widgets, { value: true, description: "spikes" }),
  button: () => button(widgets, { description: "again" }),
  play: () => player(widgets, { min: 0, max: 9, step: 1, value: 0, interval: 100 }),
  wide: () => {
    const look = { layout: { width: "480px" }, style: { description_width: "96px" } };
    const state = { value: 0, min: 0, max: 100, step: 0.1, description: "", readout_format: ".2f" };
    return floatSlider(widgets, state, look);
  },
};

for (const [name, theirs] of Object.entries(recorded.opened)) {
  test(`${name}: is opened by the messages of ipywidgets`, () => {
    // Ids are numbered as they appear; a layout comes before the style, and both before their widget.
    taken();
    made[name] = makers[name]();
    same(taken(), theirs);
  });
}

test("boxes name their children, and a link joins two widgets in the front end", () => {
  const inner = box(widgets, "HBox", [made.play, made.int]);
  made.box = box(widgets, "VBox", [made.slider, inner]);
  link(widgets, made.play, made.int, "value");
  same(taken(), part("box"));
});

test("a moved slider is echoed", async () => {
  const data = { method: "update", state: { value: 35.5 }, buffer_paths: [] };
  await comms.receive("comm_msg", { comm_id: made.slider.id, data }, []);
  same(taken(), part("moved"));
  assert.is(made.slider.state.value, 35.5);
});

test("a widget is asked for its state", async () => {
  await comms.receive("comm_msg", { comm_id: made.slider.id, data: { method: "request_state" } }, []);
  same(taken(), part("asked"));
});

test("a pressed button changes a slider", async () => {
  made.button.onCustom = ({ event }) => {
    if (event === "click") made.slider.set({ value: 50 });
  };
  const data = { method: "custom", content: { event: "click" } };
  await comms.receive("comm_msg", { comm_id: made.button.id, data }, []);
  same(taken(), part("pressed"));
});

test("a page that is loaded anew is told the states of all widgets", async () => {
  const control = "the control line";
  names.set(control, String(part("loaded anew")[0].content.comm_id));
  await comms.receive("comm_open", { comm_id: control, target_name: "jupyter.widget.control", data: {} }, []);
  assert.equal(taken(), []);
  await comms.receive("comm_msg", { comm_id: control, data: { method: "request_states" } }, []);
  const [{ content }] = taken();
  const [theirs] = part("loaded anew");
  assert.equal(plain(content.data), plain(theirs.content.data));
});

test("comm_info names the open lines of a target", () => {
  const { content } = recorded.info as Said;
  const ours = plain(comms.info("jupyter.widget")) as { comms: object };
  const theirs = plain(content) as { comms: object };
  assert.equal(ours, theirs);
  assert.equal(comms.info("nobody.knows"), { status: "ok", comms: {} });
});

test("a line to a target that nobody knows is closed", async () => {
  await comms.receive("comm_open", { comm_id: "x", target_name: "nobody.knows", data: {} }, []);
  const [answer] = taken();
  assert.equal(answer, { type: "comm_close", content: { comm_id: "x", data: {} }, metadata: {} });
  assert.is(part("unknown target")[0].type, "comm_close");
});

test("what the front end may not change stays, and a state that is none is left alone", async () => {
  const before = made.slider.state;
  for (const data of [{}, { method: "update" }, { method: "update", state: { noSuchTrait: 1 } }, { method: "dance" }]) {
    await comms.receive("comm_msg", { comm_id: made.slider.id, data }, []);
  }
  assert.equal(taken(), []);
  assert.equal(made.slider.state, before);
});

test("a line that the front end closes is gone", async () => {
  await comms.receive("comm_close", { comm_id: made.wide.id, data: {} }, []);
  assert.not(Object.hasOwn(comms.info().comms as object, made.wide.id));
  made.wide.set({ value: 1 });
  assert.equal(taken(), []);
});

test.run();
