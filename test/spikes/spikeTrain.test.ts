import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { checkTrain, trainStep } from "../../src/spikes/spikeTrain.js";
import { ms, us } from "../../src/units/units.js";
import { refused } from "../refused.js";

const shape = { steps: 4, neurons: 5 };
const fails = (work: () => unknown, message: RegExp) => refused(work, message, InputError);

test("spikes in any order are sorted by step, and by neuron within a step", () => {
  const events = [
    { step: 3, neuron: 0 },
    { step: 1, neuron: 4 },
    { step: 1, neuron: 2 },
    { step: 0, neuron: 4 },
  ];
  const { steps, neurons, offsets, indices } = spikeTrain(events, shape);
  assert.equal([steps, neurons, [...offsets], [...indices]], [4, 5, [0, 1, 3, 3, 4], [4, 2, 4, 0]]);
});

test("a train has the length of its steps where it was given one", () => {
  assert.equal(spikeTrain([], { ...shape, dt: us(500) }).dt, ms(0.5));
  assert.not("dt" in spikeTrain([], shape));
  fails(() => spikeTrain([], { ...shape, dt: ms(0) }), /spikeTrain, dt: found 0 ms/);
  fails(
    () => trainStep("here", spikeTrain([], shape)),
    /^here: found a spike train without dt, the length of its steps/,
  );
  assert.is(trainStep("here", spikeTrain([], { ...shape, dt: ms(0.5) })), 0.5);
});

test("events out of range or twice are refused", () => {
  fails(() => spikeTrain([{ step: 4, neuron: 0 }], shape), /step: found 4, expected a whole number from 0 to 3/);
  fails(() => spikeTrain([{ step: 0, neuron: -1 }], shape), /neuron: found -1/);
  fails(() => spikeTrain([{ step: 0.5, neuron: 0 }], shape), /step: found 0\.5/);
  const twice = { step: 2, neuron: 3 };
  fails(() => spikeTrain([twice, twice], shape), /step 2: neuron 3 is listed twice/);
});

test("what is no list of spikes is refused with what is expected, not taken for silence", () => {
  const list = /spikeTrain: found .*, expected a list of spikes: \[\{ step: 0, neuron: 3 \}, …\]/;
  for (const wrong of [{ times: [1, 2], neurons: [0, 1] }, {}, null, undefined, 5, "0", new Date(0), () => []]) {
    fails(() => spikeTrain(wrong as never, shape), list);
  }
  for (const wrong of [[1, 2], [[0, 1]], [null], ["a"], [{ time: 1, neuron: 0 }], [{ step: "1", neuron: 0 }]]) {
    fails(
      () => spikeTrain(wrong as never, shape),
      /spikeTrain, (\[0\]|step): found .*, expected a (spike|whole number)/,
    );
  }
  for (const wrong of [undefined, null, 4, [4, 5], { step: 4, neurons: 5 }, { steps: 4 }, { steps: 4, neurons: "5" }]) {
    fails(() => spikeTrain([], wrong as never), /spikeTrain(, neurons)?: found /);
  }
  function* endless() {
    for (;;) yield { step: 0, neuron: 0 };
  }
  fails(() => spikeTrain(endless(), shape), /found more than 20 spikes, expected at most one a step and neuron/);
});

test("trains from outside are checked before a backend trusts their indices", () => {
  const train = spikeTrain(
    [
      { step: 1, neuron: 2 },
      { step: 1, neuron: 4 },
    ],
    shape,
  );
  assert.is(checkTrain("here", train, { steps: 9, neurons: 5 }), train);
  const check = (change: object) => () => checkTrain("here", { ...train, ...change }, shape);
  fails(() => checkTrain("here", [1, 2], shape), /^here: found an array, expected a spike train/);
  fails(check({ indices: [2, 4] }), /found a plain object, expected a spike train/);
  fails(check({ neurons: 6 }), /found a train of 6 neurons, expected 5/);
  const timed = { ...train, dt: ms(0.3) };
  assert.is(checkTrain("here", timed, { ...shape, dt: ms(0.1 + 0.2) }), timed);
  assert.is(checkTrain("here", timed, shape), timed);
  fails(() => checkTrain("here", timed, { ...shape, dt: ms(0.5) }), /in steps of 0\.3 ms, expected 0\.5 ms/);
  fails(
    () => checkTrain("here", { ...train, dt: 0.3 }, { ...shape, dt: ms(0.3) }),
    /dt: found 0\.3, expected one value/,
  );
  fails(check({ steps: 5 }), /found a train of 5 steps, expected from 1 to 4/);
  fails(check({ offsets: Int32Array.of(0, 0, 2, 2) }), /offsets that do not rise/);
  fails(check({ offsets: Int32Array.of(0, 3, 2, 2, 2) }), /offsets that do not rise/);
  fails(check({ offsets: Int32Array.of(0, 0, 2, 2, 1) }), /offsets that do not rise/);
  fails(check({ indices: Int32Array.of(2, 5) }), /step 1: found neuron 5/);
  fails(check({ indices: Int32Array.of(4, 2) }), /step 1: found neuron 2, expected ascending/);
  fails(check({ indices: Int32Array.of(-1, 2) }), /step 1: found neuron -1/);
});

test.run();
