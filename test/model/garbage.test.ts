import { test } from "uvu";
import * as assert from "uvu/assert";
import * as spiketensor from "../../src/index.js";
import {
  avgPool,
  connect,
  convolution,
  derive,
  diehlCook2015,
  local,
  maxPool,
  ms,
  mV,
  network,
  neuron,
  normal,
  pairs,
  poisson,
  population,
  Quantity,
  SpikeTensorError,
  sparse,
  spikeSource,
  synapse,
  uniform,
} from "../../src/index.js";

const base = { equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, initial: { v: mV(0) } };
const model = neuron({ ...base, threshold: "v > 1 * mV" });
const rule = synapse({ equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(10) }, onPre: { x: "x + 1" } });
const [input, cells] = [poisson(3), population(4, model)];

/** What is of the wrong type, or of the right one and out of range. */
const GARBAGE: readonly unknown[] = [
  undefined,
  null,
  0,
  5,
  -1,
  1.5,
  1e300,
  2 ** 53,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "",
  "x",
  "v",
  "__proto__",
  "constructor",
  "dense",
  true,
  5n,
  Symbol("x"),
  () => 0,
  {},
  [],
  [1, 2],
  [Number.NaN],
  ["x"],
  [null],
  [undefined],
  [[1]],
  new Map([["v", 1]]),
  new Date(0),
  new Float64Array(3),
  new BigInt64Array(2),
  new DataView(new ArrayBuffer(8)),
  Object.create(null),
  { kind: "x" },
  { kind: "neuron" },
  { kind: "population", size: 4 },
  { kind: "uniform", a: "x" },
  { kind: "pairs", pre: [0], post: [9] },
  { length: 1e12 },
  { length: -1 },
  { v: 0 },
  { v: "x" },
  { v: null },
  { "dv/dt": 5 },
  { __proto__: { v: "1" } },
  { toString: null },
  ms(1),
  mV([1, 2, 3]),
  mV(Number.POSITIVE_INFINITY),
  uniform(0, 1),
  model,
  rule,
  cells,
  input,
];

/** Only errors of this library may be thrown. */
function attempt(call: () => unknown, what: string): boolean {
  try {
    call();
    return true;
  } catch (error) {
    assert.ok(error instanceof SpikeTensorError, `${what}: ${error instanceof Error ? error.stack : String(error)}`);
    assert.ok(error.message.length < 1000, `${what}: a message of ${error.message.length} characters`);
    return false;
  }
}

const named = (value: unknown): string => {
  try {
    return `${typeof value} ${String(value)}`;
  } catch {
    return typeof value;
  }
};

type Loose = (...args: unknown[]) => unknown;
const loose = (f: unknown): Loose => f as Loose;
const UNITS = "us ms second uV mV volt pA nA uA nS uS mS pF nF uF MOhm GOhm Hz kHz".split(" ");
const exported = spiketensor as unknown as Record<string, unknown>;

/** Functions with arguments that are right. */
const CALLS: Record<string, { readonly f: Loose; readonly args: readonly unknown[] }> = {
  neuron: {
    f: loose(neuron),
    args: [{ ...base, threshold: "v > 1 * mV", reset: { v: "0" }, refractory: ms(2), hold: ["v"], plastic: ["v"] }],
  },
  synapse: {
    f: loose(synapse),
    args: [{ ...base, initial: { v: 1 }, onPre: { w: "w + 1" }, onPost: { v: "v" }, transmit: "w" }],
  },
  population: { f: loose(population), args: [4, model] },
  poisson: { f: loose(poisson), args: [4] },
  spikeSource: { f: loose(spikeSource), args: [4] },
  connect: {
    f: loose(connect),
    args: [input, cells, { to: "v", w: mV(1), pattern: "dense", delay: ms(1), plasticity: rule, normalize: mV(3) }],
  },
  network: { f: loose(network), args: [{ input, cells }] },
  sparse: { f: loose(sparse), args: [{ probability: 0.5, self: true }] },
  pairs: {
    f: loose(pairs),
    args: [
      [0, 1],
      [1, 0],
    ],
  },
  uniform: { f: loose(uniform), args: [0, 1] },
  normal: { f: loose(normal), args: [mV(0), mV(1)] },
  local: { f: loose(local), args: [{ input: [4, 4, 1], filters: 2, size: 2, stride: 1, padding: "same" }] },
  convolution: { f: loose(convolution), args: [{ input: [4, 4, 1], filters: 2, size: [2, 2], stride: [1, 1] }] },
  maxPool: { f: loose(maxPool), args: [{ input: [4, 4, 1], size: 2 }] },
  avgPool: { f: loose(avgPool), args: [{ input: [4, 4, 1], size: 2, stride: 2 }] },
  derive: { f: loose(derive), args: [model, { dt: ms(0.5), method: "euler" }] },
  diehlCook2015: {
    f: loose(diehlCook2015),
    args: [{ neurons: 4, pixels: 4, etaPre: 1, wMax: 1, delay: ms(1), excitatory: undefined, plasticity: undefined }],
  },
  Quantity: {
    f: (value, dimension) => new Quantity(value as number, dimension as [number, number, number]),
    args: [1, [0, 1, 0]],
  },
  ...Object.fromEntries(UNITS.map((unit) => [unit, { f: loose(exported[unit]), args: [5] }])),
};

for (const [name, { f, args }] of Object.entries(CALLS)) {
  test(`${name}: garbage in place of any argument or option is refused with an error of its own`, () => {
    assert.ok(
      attempt(() => f(...args), name),
      "what is right is accepted",
    );
    attempt(() => f(), `${name}()`);
    let [calls, accepted] = [0, 0];
    const tried = (call: () => unknown, what: string) => {
      calls++;
      if (attempt(call, what)) accepted++;
    };
    for (const garbage of GARBAGE) {
      for (const [i, arg] of args.entries()) {
        const replaced = (value: unknown) => () => f(...args.map((a, k) => (k === i ? value : a)));
        tried(replaced(garbage), `${name}, argument ${i}: ${named(garbage)}`);
        const isRecord = typeof arg === "object" && arg !== null && Object.getPrototypeOf(arg) === Object.prototype;
        if (!isRecord || "kind" in arg) continue;
        for (const [option, value] of Object.entries(arg)) {
          tried(replaced({ ...arg, [option]: garbage }), `${name}, ${option}: ${named(garbage)}`);
          if (Array.isArray(value))
            tried(replaced({ ...arg, [option]: [garbage] }), `${name}, ${option}: [${named(garbage)}]`);
          if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
            continue;
          for (const inner of Object.keys(value)) {
            const changed = { ...arg, [option]: { ...value, [inner]: garbage } };
            tried(replaced(changed), `${name}, ${option}.${inner}: ${named(garbage)}`);
          }
        }
      }
    }
    assert.ok(accepted < 0.5 * calls, `${accepted} of ${calls} accepted`);
  });
}

test("values of the wrong type are named, with what is expected", () => {
  const message = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      return error instanceof SpikeTensorError ? error.message : `raw: ${error}`;
    }
    return "accepted";
  };
  const looseNeuron = (more: object) => () => loose(neuron)({ ...base, ...more });
  const spiking = { threshold: "v > 1 * mV" };
  for (const [call, expected] of [
    [() => loose(ms)("5"), /^ms\(…\): found "5", expected a number or an array of numbers, such as ms\(5\)/],
    [() => loose(ms)(true), /^ms\(…\): found true, expected a number/],
    [() => loose(ms)({}), /^ms\(…\): found an object, expected a number/],
    [() => loose(ms)([1, "2"]), /^ms\(…\), \[1\]: found "2", expected a number/],
    [() => pairs([4294967297, 1.9, Number.NaN], [0, 1, 2]), /^pairs, pre: found NaN at \[2\]/],
    [() => pairs([4294967297, 1], [0, 1]), /^pairs, pre, \[0\]: found 4294967297, expected the index of a neuron/],
    [() => pairs([0, 1], [0.7, 1]), /^pairs, post, \[0\]: found 0.7, expected the index of a neuron/],
    [() => loose(sparse)({ probability: 0.1, slef: false }), /^sparse: found "slef".* Did you mean "self"\?/],
    [
      () => loose(connect)(input, cells, { to: "v", w: mV(1), pattern: {} }),
      /pattern: found a plain object, expected "de/,
    ],
    [() => loose(connect)(input, cells, { to: "v", w: mV(1), pattern: null }), /pattern: found null, expected a value/],
    [looseNeuron({ ...spiking, hold: null }), /^neuron, hold: found null, expected a value. For the default, leave it/],
    [() => loose(connect)(input, cells, { to: "v", w: mV(1), pattern: { kind: "x" } }), /pattern: found a x, expected/],
    [() => loose(connect)(input, cells, { to: "u", w: 1 }), /connect, to: found "u", expected a state variable: v/],
    [() => connect(input, cells, { to: "v", w: mV(1e300) }), /w: found 1e\+300, expected .* choose a larger unit/],
    [
      () => connect(input, cells, { to: "v", w: mV(1), delay: uniform(ms(0), ms(Number.POSITIVE_INFINITY)) }),
      /uniform\(…\): found Infinity, expected two finite values/,
    ],
    [
      () => connect(input, cells, { to: "v", w: mV(1), delay: ms(Number.POSITIVE_INFINITY) }),
      /delay: found Infinity ms, expected at most/,
    ],
    [
      looseNeuron({ ...spiking, refractory: ms(1e12) }),
      /^neuron, refractory: found 1000000000000 ms, expected a period of at/,
    ],
    [looseNeuron({ ...spiking, refractory: 2 }), /^neuron, refractory: found 2, expected one value such as ms\(2\)/],
    [
      looseNeuron({ ...spiking, refractory: mV(5) }),
      /^neuron, refractory: found 5 mV, expected one value such as ms\(2\)/,
    ],
    [looseNeuron({ threshold: 5 }), /^neuron, threshold: found 5, expected text/],
    [looseNeuron({ ...spiking, reset: { v: 0 } }), /^neuron, reset of v: found 0, expected text/],
    [looseNeuron({ method: "__proto__" }), /^neuron: found the integration method "__proto__", expected one of euler/],
    [() => loose(synapse)({ transmit: 5 }), /^synapse, transmit: found 5, expected text/],
    [() => loose(derive)(model), /^derive: found undefined, expected options such as/],
  ] as const)
    assert.match(message(call), expected);
});

test.run();
