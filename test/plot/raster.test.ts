import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import type { ScatterTrace } from "../../src/plot/figure.js";
import { raster } from "../../src/plot/raster.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { tensor } from "./support.js";

const points = (figure: ReturnType<typeof raster>) => {
  const { x, y } = figure.data[0] as ScatterTrace;
  return Array.from(x as ArrayLike<number>, (time, i) => [time, y[i]]);
};

test("events are points at (time, neuron)", () => {
  const figure = raster({ times: [1.5, 2, 7.25], neurons: [0, 3, 1] });
  assert.equal(points(figure), [
    [1.5, 0],
    [2, 3],
    [7.25, 1],
  ]);
  assert.is(figure.layout.xaxis.title.text, "time (ms)");
  assert.is(figure.layout.yaxis.title.text, "neuron");
});

test("steps become times k·dt", () => {
  const figure = raster({ steps: Int32Array.of(0, 3, 699), neurons: Uint8Array.of(1, 0, 1) }, { dt: 0.5 });
  assert.equal(points(figure), [
    [0, 1],
    [1.5, 0],
    [349.5, 1],
  ]);
});

test("a dense tensor and its events are the same picture", () => {
  const dense = raster(tensor([0, 1, 0, 0, 0, 0, 1, 1], [4, 2]), { dt: 2 });
  assert.equal(points(dense), [
    [0, 1],
    [6, 0],
    [6, 1],
  ]);
  assert.ok(dense.layout.xaxis.range[1] >= 8, "the axis covers all steps");
});

test("a spike train of a simulation brings its size and duration along, also without spikes", () => {
  const events = [
    { step: 3, neuron: 0 },
    { step: 1, neuron: 1 },
  ];
  const figure = raster(spikeTrain(events, { steps: 10, neurons: 5 }), { dt: 0.5 });
  assert.equal(points(figure), [
    [0.5, 1],
    [1.5, 0],
  ]);
  assert.ok(figure.layout.xaxis.range[1] >= 5 && figure.layout.yaxis.range[1] >= 4);
  assert.is(points(raster(spikeTrain([], { steps: 10, neurons: 5 }), { dt: 0.5 })).length, 0);
});

test("the axes hold every spike", () => {
  const figure = raster({ times: [0, 350], neurons: [0, 783] }, { neurons: 784, duration: 350 });
  const [low, high] = figure.layout.yaxis.range;
  assert.ok(low < 0 && high > 783);
  assert.ok(figure.layout.xaxis.range[1] > 350);
});

test("many spikes go to WebGL in typed arrays, few to SVG", () => {
  const count = 100_000;
  const times = Float32Array.from({ length: count }, (_, i) => i);
  const many = raster({ times, neurons: Int32Array.from(times, (_, i) => i % 400) }).data[0] as ScatterTrace;
  assert.is(many.type, "scattergl");
  assert.ok(many.y instanceof Uint16Array);
  assert.is((raster({ times: [1], neurons: [0] }).data[0] as ScatterTrace).type, "scatter");
});

test("a silent population is drawn when its size and duration are given, and refused otherwise", () => {
  const silent = { times: new Float32Array(0), neurons: new Int32Array(0) };
  assert.is(points(raster(silent, { neurons: 100, duration: 350 })).length, 0);
  assert.throws(
    () => raster(silent),
    (error: Error) => error instanceof InputError && /no spikes/.test(error.message),
  );
});

const refused: [string, () => unknown, RegExp][] = [
  ["NaN", () => raster({ times: [1, NaN], neurons: [0, 1] }), /times\[1\] is NaN/],
  ["infinity", () => raster({ times: [Infinity], neurons: [0] }), /times\[0\] is Infinity/],
  ["half a neuron", () => raster({ times: [1], neurons: [0.5] }), /neurons\[0\] is 0\.5/],
  ["a negative step", () => raster({ steps: [-1], neurons: [0] }, { dt: 1 }), /steps\[0\] is -1/],
  ["columns of different length", () => raster({ times: [1, 2], neurons: [0] }), /2 spike times but 1 neurons/],
  ["a neuron outside the population", () => raster({ times: [1], neurons: [5] }, { neurons: 5 }), /neuron 5 .* of 5/],
  ["steps without dt", () => raster({ steps: [1], neurons: [0] }), /pass "dt"/],
  ["dt of zero", () => raster({ steps: [1], neurons: [0] }, { dt: 0 }), /dt is 0/],
  ["a negative duration", () => raster({ times: [1], neurons: [0] }, { duration: -1 }), /duration is -1/],
  ["no spikes at all", () => raster({} as never), /expected \{ times, neurons \}/],
  [
    "an unknown option",
    () => raster({ times: [1], neurons: [0] }, { colour: "red" } as never),
    /found "colour", expected an option/,
  ],
  ["a tensor that is no matrix", () => raster(tensor([1, 0], [2]), { dt: 1 }), /expected \[steps, neurons\]/],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
