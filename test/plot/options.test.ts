import { test } from "uvu";
import { fitzHughNagumo } from "../../src/catalog/neurons/fitzHughNagumo.js";
import { InputError, SpikeTensorError } from "../../src/errors.js";
import { neuron } from "../../src/model/neuron.js";
import * as plot from "../../src/plot/plot.js";
import { ms, mV } from "../../src/units/units.js";
import { refused } from "../refused.js";

const junk: readonly (readonly [string, unknown])[] = [
  ["a number", 5],
  ["half", 0.5],
  ["NaN", Number.NaN],
  ["a text", "7"],
  ["an empty text", ""],
  ["null", null],
  ["true", true],
  ["false", false],
  ["a record", {}],
  ["a bare record", Object.create(null)],
  ["a list", []],
  ["a list of a list", [[]]],
  ["a list of null", [null]],
  ["a typed array", new Float32Array(0)],
  ["a function", () => 0],
  ["a symbol", Symbol("x")],
  ["a big integer", 5n],
  ["a potential", mV(1)],
  ["times", ms([1, 2])],
  ["a broken tensor", { shape: 5, dataSync: () => [1] }],
  ["a broken train", { offsets: 5 }],
];

interface Call {
  readonly call: (input: unknown, options: object) => unknown;
  readonly input: unknown;
  /** Further options that a call needs. */
  readonly needs?: object;
  /** Every option but the title: which kinds of junk are valid there. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Parts of records in which junk is tried as well. */
  readonly parts?: readonly ((value: unknown) => readonly [unknown, object])[];
}

const TEXTS = ["a text", "an empty text"];
const curve = { input: [0, 1], rates: [0, 1] };
const plane = { v: [-2.5, 2.5], w: [-1, 2] };
const model = neuron(fitzHughNagumo);

/** Every plot function; a new option has to be added here. */
const calls: { readonly [K in keyof typeof plot]: Call } = {
  accuracies: {
    call: plot.accuracies as never,
    input: { a: [0.5] },
    options: { published: ["a record", "a bare record"] },
    parts: [(value) => [{ a: value }, {}], (value) => [{ a: [0.5] }, { published: { a: value } }]],
  },
  accuracyCurve: {
    call: plot.accuracyCurve as never,
    input: { examples: [1], accuracy: [1] },
    options: { chance: ["half"], total: ["a number"] },
    parts: [
      (value) => [{ examples: value, accuracy: [1] }, {}],
      (value) => [{ examples: value, accuracy: value }, { total: 5 }],
    ],
  },
  assignments: {
    call: plot.assignments as never,
    input: [0, 1],
    options: { grid: [], classes: ["a number"], names: [] },
  },
  confusionMatrix: { call: plot.confusionMatrix as never, input: [1, 0, 0, 1], options: { names: [] } },
  fiCurve: {
    call: plot.fiCurve as never,
    input: curve,
    options: { xLabel: TEXTS },
    parts: [(value) => [{ a: value }, {}], (value) => [{ ...curve, rates: value }, {}]],
  },
  firingRates: { call: plot.firingRates as never, input: [1, 2], options: { names: [], xLabel: TEXTS } },
  image: {
    call: plot.image as never,
    input: [1, 2, 3, 4],
    needs: { shape: [2, 2] },
    options: { shape: [], labels: [], range: [], quantity: TEXTS, colors: [] },
  },
  interSpikeIntervals: {
    call: plot.interSpikeIntervals as never,
    input: { times: ms([1, 2]), neurons: [0, 0] },
    options: { bins: ["a number"] },
  },
  phasePlane: {
    call: plot.phasePlane as never,
    input: model,
    needs: { axes: plane },
    options: { axes: [], trajectory: [], at: ["a record", "a bare record"] },
    parts: [
      (value) => [model, { axes: { ...plane, v: value } }],
      (value) => [model, { axes: plane, at: { iDrive: value } }],
      (value) => [model, { axes: plane, trajectory: { v: value, w: [1] } }],
    ],
  },
  raster: {
    call: plot.raster as never,
    input: { times: ms([1, 2]), neurons: [0, 0] },
    options: { neurons: ["a number"], duration: [] },
    parts: [(value) => [{ times: ms([]), neurons: value }, {}], (value) => [{ times: value, neurons: [0] }, {}]],
  },
  receptiveFields: {
    call: plot.receptiveFields as never,
    input: [1, 2, 3, 4],
    needs: { field: [2, 2] },
    options: { field: [], grid: [], labels: [], max: ["a number", "half"], unit: TEXTS, colors: [] },
  },
  spikeCounts: { call: plot.spikeCounts as never, input: [1, 2], options: { of: TEXTS } },
  stdpWindow: {
    call: ((lags: never, options: object) => plot.stdpWindow(lags, [1, -1], options)) as never,
    input: ms([1, -1]),
    options: { theory: [], yLabel: TEXTS },
    parts: [
      (value) => [ms([1, -1]), { theory: { lags: value, changes: [1] } }],
      (value) => [ms([1, -1]), { theory: { lags: ms([1]), changes: value } }],
    ],
  },
  timeCourse: {
    call: plot.timeCourse as never,
    input: { v: { values: [1, 2], every: ms(1) } },
    options: {
      every: [],
      times: ["times"],
      yLabel: TEXTS,
      threshold: ["a number", "half"],
      spikes: ["times"],
    },
    parts: [
      (value) => [{ v: value }, { every: ms(1) }],
      ...["values", "every", "dt", "elements", "panel"].map(
        (part) => (value: unknown) => [{ v: { values: [1], [part]: value } }, { every: ms(1) }] as const,
      ),
    ],
  },
  weightHistogram: {
    call: plot.weightHistogram as never,
    input: [1, 2],
    options: { bins: ["a number"], range: [], unit: TEXTS, log: ["true", "false"] },
  },
};

for (const [name, { call, input, needs, options, parts = [] }] of Object.entries(calls)) {
  for (const [option, valid] of Object.entries<readonly string[]>({ ...options, title: TEXTS })) {
    test(`${name}, ${option}: anything else is refused, with the place`, () => {
      for (const [kind, value] of junk) {
        const work = () => call(input, { ...needs, [option]: value });
        if (valid.includes(kind)) work();
        else {
          try {
            refused(work, new RegExp(`^${name}.*\\b${option}\\b`), InputError);
          } catch (error) {
            throw new Error(`${kind}: ${(error as Error).stack}`);
          }
        }
      }
    });
  }

  test(`${name}: only errors with an explanation come out of wrong input`, () => {
    const own = [(value: unknown) => [value, needs ?? {}] as const, ...parts];
    for (const part of own) {
      for (const [kind, value] of junk) {
        const [given, more] = part(value);
        try {
          call(given, more);
        } catch (error) {
          if (!(error instanceof SpikeTensorError)) throw new Error(`${kind}: ${(error as Error).stack}`);
        }
      }
    }
  });
}

test("options of any other kind are refused", () => {
  for (const { call, input } of Object.values<Call>(calls)) {
    for (const options of [5, "7", null, []])
      refused(() => call(input, options as never), /found .*, expected /, InputError);
    refused(() => call(input, { color: "red" }), /found "color", expected an option/, InputError);
  }
});

test.run();
