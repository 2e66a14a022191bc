import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { raster } from "../../src/plot/raster.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { ms, mV } from "../../src/units/units.js";
import { markOf } from "./support.js";

const points = (figure: ReturnType<typeof raster>) => {
  const { x, y } = markOf(figure, "dots");
  return Array.from(x, (time, i) => [time, y[i]]);
};

test("events are points at (time, neuron)", () => {
  const figure = raster({ times: ms([1.5, 2, 7.25]), neurons: [0, 3, 1] });
  assert.equal(points(figure), [
    [1.5, 0],
    [2, 3],
    [7.25, 1],
  ]);
  assert.is(figure.x.title, "time (ms)");
  assert.is(figure.panels[0].y.title, "neuron");
});

test("a spike train of a simulation brings its size and duration along, also without spikes", () => {
  const events = [
    { step: 3, neuron: 0 },
    { step: 1, neuron: 1 },
  ];
  const figure = raster(spikeTrain(events, { steps: 10, neurons: 5, dt: ms(0.5) }));
  assert.equal(points(figure), [
    [0.5, 1],
    [1.5, 0],
  ]);
  assert.ok(figure.x.range[1] >= 5 && figure.panels[0].y.range[1] >= 4);
  assert.is(points(raster(spikeTrain([], { steps: 10, neurons: 5, dt: ms(0.5) }))).length, 0);
});

test("the axes hold every spike", () => {
  const figure = raster({ times: ms([0, 350]), neurons: [0, 783] }, { neurons: 784, duration: ms(350) });
  const [low, high] = figure.panels[0].y.range;
  assert.ok(low < 0 && high > 783);
  assert.ok(figure.x.range[1] > 350);
});

test("a silent population is drawn when its size and duration are given, and refused otherwise", () => {
  const silent = { times: ms([]), neurons: new Int32Array(0) };
  assert.is(points(raster(silent, { neurons: 100, duration: ms(350) })).length, 0);
  assert.throws(
    () => raster(silent),
    (error: Error) => error instanceof InputError && /no spikes/.test(error.message),
  );
});

const refused: [string, () => unknown, RegExp][] = [
  ["NaN", () => raster({ times: ms([1, NaN]), neurons: [0, 1] }), /found NaN at \[1\], expected a number/],
  ["infinity", () => raster({ times: ms([Infinity]), neurons: [0] }), /times\[0\]: found Infinity/],
  [
    "half a neuron",
    () => raster({ times: ms([1]), neurons: [0.5] }),
    /neurons\[0\]: found 0\.5, expected a whole number from 0/,
  ],
  [
    "columns of different length",
    () => raster({ times: ms([1, 2]), neurons: [0] }),
    /found 2 spike times and 1 neurons/,
  ],
  [
    "a neuron outside the population",
    () => raster({ times: ms([1]), neurons: [5] }, { neurons: 5 }),
    /found a spike of neuron 5, expected 0 to 4/,
  ],
  [
    "a train without time",
    () => raster(spikeTrain([], { steps: 1, neurons: 1 })),
    /without dt, the length of its steps/,
  ],
  [
    "bare numbers",
    () => raster({ times: [1] as never, neurons: [0] }),
    /times: found an array, expected times such as ms/,
  ],
  ["potentials", () => raster({ times: mV([1]) as never, neurons: [0] }), /times: found \[1 values\] mV/],
  [
    "a negative duration",
    () => raster({ times: ms([1]), neurons: [0] }, { duration: ms(-1) }),
    /duration: found -1, expected a number in ms above 0/,
  ],
  [
    "a spike after the duration",
    () => raster({ times: ms([1, 12]), neurons: [0, 0] }, { duration: ms(10) }),
    /duration: found a spike at 12 ms, expected none after 10 ms\. Pass a longer duration/,
  ],
  [
    "a train longer than the duration",
    () => raster(spikeTrain([{ step: 9, neuron: 0 }], { steps: 10, neurons: 1, dt: ms(1) }), { duration: ms(5) }),
    /found a spike at 9 ms, expected none after 5 ms/,
  ],
  [
    "a spike before the axis",
    () => raster({ times: ms([-1]), neurons: [0] }),
    /found a spike at -1 ms, expected times from 0/,
  ],
  ["no spikes at all", () => raster({} as never), /expected a spike train, or \{ times: ms/],
  [
    "an unknown option",
    () => raster({ times: ms([1]), neurons: [0] }, { color: "red" } as never),
    /found "color", expected an option/,
  ],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
