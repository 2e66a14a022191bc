/** Controls as a caller declares them: their values, their types, what is refused; and what they show. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  button,
  type Control,
  checkbox,
  dropdown,
  Hz,
  InputError,
  interact,
  MOhm,
  ms,
  mV,
  pA,
  play,
  plot,
  type Quantity,
  slider,
  type ValuesOf,
} from "../../../src/index.js";
import { Comms } from "../../../src/notebook/widgets/comms.js";
import { ControlBox } from "../../../src/notebook/widgets/controlBox.js";
import { Turns } from "../../../src/notebook/widgets/turns.js";
import { Widgets } from "../../../src/notebook/widgets/widget.js";
import { refused as refusedAs } from "../../refused.js";

const widgets = () => new Widgets(new Comms(() => {}));
const refused = (work: () => unknown, words: RegExp) => refusedAs(work, words, InputError);

/** The value of a quantity in its coherent unit. */
const of = ({ initial }: Control<Quantity>) => initial.value;

test("a slider stands in the middle, on one of its places, in the dimension of its ends", () => {
  assert.is(of(slider(ms(5), ms(105))), 55);
  assert.is(of(slider(mV(-80), mV(-40), { value: mV(-65) })), -65);
  assert.is(slider(0, 1).initial, 0.5);
  assert.ok(Math.abs(Number(of(slider(Hz(1), Hz(100), { logarithmic: true }))) - 0.01) < 1e-12);
});

test("values have the types of their controls", () => {
  const controls = { tau: slider(ms(1), ms(2)), n: slider(0, 9), rule: dropdown(["pair", "triplet"]), on: checkbox() };
  const values: ValuesOf<typeof controls> = new ControlBox(widgets(), controls, () => {}).values();
  const tau: Quantity<"time", number> = values.tau;
  const n: number = values.n;
  const rule: "pair" | "triplet" = values.rule;
  const on: boolean = values.on;
  assert.equal([tau.value, n, rule, on], [1.5, 4.5, "pair", false]);
  // @ts-expect-error: a time is no potential
  const wrong: Quantity<"potential", number> = values.tau;
  assert.is(wrong, tau);
});

test("a slider shows the field's unit, and as many digits as its step has", () => {
  const box = new ControlBox(
    widgets(),
    {
      tauMem: slider(ms(5), ms(100)),
      rMem: slider(MOhm(50), MOhm(200)),
      rate: slider(Hz(0), Hz(60), { value: Hz(15) }),
    },
    () => {},
  );
  assert.is(box.text(), "tauMem 52.5 ms, rMem 125 MΩ, rate 15 Hz");
  const [tauMem, rMem] = box.inputs.map(({ state }) => state);
  assert.equal(
    [tauMem.description, tauMem.min, tauMem.max, tauMem.step, tauMem.readout_format],
    ["tauMem (ms)", 5, 100, 0.5, ".1f"],
  );
  assert.equal([rMem.min, rMem.max, rMem.value, rMem.step], [50, 200, 125, 1]);
});

test("what a person moves arrives as a quantity, and the move is reported", async () => {
  let moves = 0;
  const comms = new Comms(() => {});
  const box = new ControlBox(new Widgets(comms), { rate: slider(Hz(0), Hz(60)) }, () => {
    moves += 1;
  });
  const data = { method: "update", state: { value: 40 }, buffer_paths: [] };
  await comms.receive("comm_msg", { comm_id: box.inputs[0].id, data }, []);
  assert.is(moves, 1);
  assert.ok(Math.abs(box.values().rate.value - 0.04) < 1e-15, "40 Hz are 0.04 per ms");
});

test("a value that a page has rounded is the one that it stands for", async () => {
  const comms = new Comms(() => {});
  const box = new ControlBox(new Widgets(comms), { neuron: slider(0, 99, { value: 42, step: 1 }) }, () => {});
  const data = { method: "update", state: { value: 42.00000000000001 }, buffer_paths: [] };
  await comms.receive("comm_msg", { comm_id: box.inputs[0].id, data }, []);
  assert.is(box.values().neuron, 42);
});

test("a film's frame comes from its slider, and its keys report no move of their own", async () => {
  let moves = 0;
  const comms = new Comms(() => {});
  const box = new ControlBox(new Widgets(comms), { frame: play(10) }, () => {
    moves += 1;
  });
  const [keys, time] = box.inputs;
  const update = (id: string, value: number) =>
    comms.receive("comm_msg", { comm_id: id, data: { method: "update", state: { value } } }, []);
  await update(keys.id, 3);
  assert.equal([moves, box.values().frame], [0, 0]);
  await update(time.id, 3);
  assert.equal([moves, box.values().frame], [1, 3]);
});

test("a film may begin at its end", () => {
  const box = new ControlBox(widgets(), { frame: play(10, { value: 9 }) }, () => {});
  assert.equal(
    box.inputs.map(({ state }) => state.value),
    [9, 9],
  );
  assert.is(box.values().frame, 9);
});

test("bad controls are refused before anything is shown", () => {
  refused(() => slider(ms(5), mV(100) as never), /slider, to: found 100 mV, expected one finite value in ms/);
  refused(() => slider(ms(100), ms(5)), /found 100 ms to 5 ms, expected the lower end first/);
  refused(() => slider(0, 1, { value: 2 }), /slider, value: found 2, expected a value from 0 to 1/);
  refused(() => slider(0, 1, { step: 0 }), /slider, step: found 0, expected a value above 0/);
  refused(() => slider(0, 1, { logarithmic: true }), /slider, from: found 0, expected a value above 0/);
  refused(() => slider(0, Number.NaN), /slider, to: found NaN/);
  refused(() => slider(pA([1, 2]) as never, pA(3)), /slider, from/);
  refused(() => dropdown([]), /dropdown: found an array/);
  refused(() => dropdown(["a", "b"], { value: "c" as never }), /dropdown, value: found "c", expected one of a, b/);
  refused(() => checkbox("yes" as never), /checkbox: found "yes"/);
  refused(() => play(0), /play, frames: found 0/);
  refused(() => play(3, { value: 3 }), /play, value: found 3, expected a whole number from 0 to 2/);
});

test("interact refuses what is no record of controls, also outside a notebook", async () => {
  const draw = () => plot.timeCourse({ v: [0, 1] }, { every: ms(1) });
  for (const controls of [{}, { tau: ms(5) }, undefined, [button()].slice(1)]) {
    const error: unknown = await interact(controls as never, draw).catch((reason: unknown) => reason);
    assert.instance(error, InputError);
    assert.match((error as InputError).message, /expected controls by name/);
  }
  const error: unknown = await interact({ n: slider(0, 1) }, 5 as never).catch((reason: unknown) => reason);
  assert.instance(error, InputError);
  assert.match((error as InputError).message, /interact: found 5, expected a function/);
});

test("all who ask before a turn begins share it; who asks later gets the next", async () => {
  let begun = 0;
  const ends: (() => void)[] = [];
  let queue = Promise.resolve();
  const inOrder = (work: () => Promise<void>) => {
    queue = queue.then(work);
    return queue;
  };
  const turns = new Turns(inOrder, () => {
    begun += 1;
    return new Promise<void>((end) => ends.push(end));
  });
  const [first, same] = [turns.ask(), turns.ask()];
  assert.is(first, same);
  await new Promise((turn) => setImmediate(turn));
  assert.is(begun, 1);
  const [second, third] = [turns.ask(), turns.ask()];
  assert.is(second, third);
  assert.is.not(first, second);
  ends[0]();
  await first;
  await new Promise((turn) => setImmediate(turn));
  assert.is(begun, 2);
  ends[1]();
  await second;
  assert.is(begun, 2);
});

test.run();
