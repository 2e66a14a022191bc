import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  BackendError,
  compile,
  Hz,
  InputError,
  ModelError,
  ms,
  type Simulation,
  spikeTrain,
  type Variable,
} from "../../src/index.js";
import { type Kind, rejected } from "../refused.js";
import { busyNetwork } from "./networks.js";

const duration = ms(50);
const rates = new Float32Array(20).fill(80);
const sim = await compile(busyNetwork(), { dt: ms(0.5), backend: "reference" });
/** The same without its types, as JavaScript sees it. */
const loose = sim as unknown as {
  present(input: unknown, options: unknown): Promise<unknown>;
  run(duration: unknown, options?: unknown): Promise<unknown>;
};

const fails = (work: Promise<unknown>, message: RegExp, kind: Kind = InputError) => rejected(work, message, kind);

test.after.each(() => {
  assert.is(sim.presentations, 0, "nothing has run");
});

test("rates that are no rates are refused at their place", async () => {
  const withRate = (rate: unknown) => Array.from(rates, (r, i) => (i === 3 ? rate : r));
  const show = (input: unknown) => loose.present({ input }, { duration });
  await fails(show(withRate(Number.NaN)), /input "input", rates, \[3\]: found NaN, expected a finite number/);
  await fails(show(withRate("80")), /rates, \[3\]: found "80", expected a finite number/);
  await fails(
    show(Hz(rates)),
    /rates: found a quantity, expected \d+ plain numbers\. Leave out the unit: rates are in Hz/,
  );
  await fails(show(withRate(-0.5)), /rates\[3\]: found -0\.5 Hz, expected a rate from 0/);
  await fails(show(withRate(2000)), /rates\[3\]: found 2000 Hz, expected less than 2000 Hz, one spike in a step/);
  await fails(show(rates.subarray(1)), /rates: found 19 values, expected 20/);
  await fails(show(80), /rates: found 80, expected 20 numbers or a tensor/);
  await fails(show({ dataSync: () => new Float32Array(3) }), /found 3 values/);
});

test("rates that only the last try would drive too high are refused before the first", async () => {
  const input = new Float32Array(20).fill(300);
  await fails(
    sim.present({ input }, { duration, minSpikes: { exc: 1 } }),
    /300 Hz × 10\.5 in try 20, expected less than 2000 Hz.*Lower the rate, maxTries or increase/,
  );
});

test("spike trains that do not fit are refused", async () => {
  const train = spikeTrain([{ step: 0, neuron: 1 }], { steps: 101, neurons: 2 });
  await fails(
    sim.present({ teacher: train }, { duration }),
    /"teacher": found a train of 101 steps, expected from 1 to 100/,
  );
  const faster = spikeTrain([{ step: 0, neuron: 1 }], { steps: 100, neurons: 2, dt: ms(0.1) });
  await fails(sim.present({ teacher: faster }, { duration }), /"teacher": found a train in steps of 0\.1 ms, expected/);
  await fails(loose.present({ teacher: [1, 0] }, { duration }), /"teacher": found an array, expected a spike train/);
});

test("names that do not exist are refused, with the one that was meant", async () => {
  await fails(
    loose.present({ inputs: rates }, { duration }),
    /found "inputs", expected a source: input, teacher\. Did you mean "input"\?/,
  );
  await fails(loose.present({}, { duration, minSpikes: { exec: 1 } }), /minSpikes: found "exec", .*Did you mean "exc"/);
  await fails(loose.present({}, { duration, record: ["exce"] }), /record: found "exce"/);
  await fails(loose.present({}, { duration, durration: 1 }), /an option: .*Did you mean "duration"/);
  await fails(loose.run(duration, { rest: ms(1) }), /run: found "rest", expected an option/);
  assert.throws(() => sim.synapses("exc" as never), /synapses: found "exc"/);
});

test("times, counts and flags out of range are refused", async () => {
  const present = (options: object) => loose.present({}, { duration, ...options });
  await fails(present({ duration: ms(0.2) }), /duration: found 0\.2 ms, expected from 1 to \d+ steps of 0\.5 ms/);
  await fails(present({ duration: ms(Number.POSITIVE_INFINITY) }), /duration: found Infinity ms, expected one value/);
  await fails(present({ duration: 350 }), /duration: found 350, expected one value such as ms\(350\)/);
  await fails(present({ duration: Hz(3) }), /expected one value such as ms\(350\)/);
  await fails(present({ rest: ms(-1) }), /rest: found -1 ms/);
  await fails(present({ maxTries: 0 }), /maxTries: found 0, expected a whole number from 1/);
  await fails(present({ increase: Number.NaN }), /increase: found NaN/);
  await fails(present({ minSpikes: { exc: 1.5 } }), /minSpikes, "exc": found 1\.5/);
  await fails(loose.run(0.5), /run, duration: found 0\.5, expected one value such as ms\(0\.5\)/);
  await fails(loose.run(ms(0)), /run, duration: found 0 ms, expected from 1/);
  await fails(loose.run(duration, 5), /run: found 5, expected options such as/);
  await fails(present({ learning: "no" }), /learning: found "no", expected true or false/);
});

test("samples are variables of the simulation, with times and elements that it has", async () => {
  const other = await compile(busyNetwork(), { dt: ms(0.5), backend: "reference" });
  const of = sim.state.exc.v;
  for (const [v, message] of [
    ["exc.v", /sample "v": found "exc\.v", expected a subexpression .* or a variable such as sim\.state\.exc\.v/],
    [undefined, /sample "v": found undefined, expected a variable such as sim\.state\.exc\.v/],
    [null, /sample "v": found null, expected a variable/],
    [{ of: "exc.v" }, /sample "v": found "exc\.v", expected a subexpression .* or a variable/],
    [{}, /sample "v": found undefined, expected a variable/],
    [{ of, evry: ms(2) }, /sample "v": found "evry".*Did you mean "every"/],
    [other.state.exc.v, /sample "v": found "exc\.v" of another simulation, expected a variable of this one/],
    [sim.state.inhibition.w, /sample "v": found a weight that is one constant of the program, expected.*sparse\(\{/],
    [{ of, every: ms(0) }, /sample "v", every: found 0 ms, expected from 1/],
    [{ of, every: 2 }, /sample "v", every: found 2, expected one value such as/],
    [{ of, elements: [0, 12] }, /sample "v", elements, \[1\]: found 12, .* 0 to 11/],
  ] as const) {
    await fails(loose.present({}, { duration, sample: { v } }), message);
  }
  await fails(loose.present({}, { duration, sample: [of] }), /sample: found an array, expected variables by name/);
  await fails(loose.run(duration, { sample: { v: "v" } }), /run, sample "v": found "v"/);
  other.dispose();
});

test("values that a variable cannot have are refused, and it keeps its own", async () => {
  const { exc, inputToExc, inhibition, teach } = sim.state;
  const before = await inputToExc.w.read();
  const write = (variable: Variable, values: unknown) => variable.write(values as number[]);
  await fails(write(exc.v, [1]), /write, "exc\.v": found 1 values, expected 12/);
  await fails(write(exc.v, new Float32Array(12).fill(Number.NaN)), /\[0\]: found NaN/);
  await fails(write(inputToExc.w, new Float32Array(240).fill(-1)), /\[0\]: found -1, expected a value from 0 to/);
  await fails(write(inputToExc.xPre, []), /write, "inputToExc\.xPre": found 0 values, expected \d+/);
  await fails(
    write(inhibition.w, new Float32Array(132)),
    /write, "inhibition\.w": found a weight that is one constant of the program.* self: false \}\)\. Declare w as an array/,
  );
  await fails(
    write(teach.w, new Float32Array(24)),
    /"teach\.w": found.*stored\. Declare w as an array, with one weight/,
  );
  assert.equal(await inputToExc.w.read(), before);
  assert.equal(await inhibition.w.read(), new Float32Array(132).fill(-0.1));
});

test("options of compile out of range are refused", async () => {
  const make = (options: object) => compile(busyNetwork(), { dt: ms(0.5), ...options });
  await fails(make({ dt: 0.5 }), /compile, dt: found 0\.5, expected one value such as ms\(0\.5\)/);
  await fails(make({ dt: ms(-1) }), /dt: found -1 ms, expected a positive step/, ModelError);
  await fails(make({ dt: ms(5) }), /expected at most the refractory period/, ModelError);
  await fails(make({ seed: -1 }), /seed: found -1, expected a whole number/);
  await fails(make({ sede: 1 }), /found "sede".*Did you mean "seed"/);
  await fails(make({ backend: "gpu" }), /backend: found "gpu", expected/);
  await fails(make({ method: "magic" }), /found the integration method "magic"/, ModelError);
});

test("a disposed simulation says so", async () => {
  const other: Simulation = await compile(busyNetwork(), { dt: ms(0.5), backend: "reference" });
  other.dispose();
  other.dispose();
  await fails(other.state.exc.v.read(), /disposed.*Compile the network again/, BackendError);
});

test.run();
