import { test } from "uvu";
import * as assert from "uvu/assert";
import { hodgkinHuxley, type MethodName, mV, neuron, uA } from "../../src/index.js";
import { intervals, runNeurons } from "./simulate.js";

const driven = (current: number | number[]) =>
  neuron({ ...hodgkinHuxley, parameters: { ...hodgkinHuxley.parameters, iDrive: uA(current) } });

test("the resting state is a fixed point at −65 mV", async () => {
  const { course, times } = await runNeurons(driven(0), { duration: 100, dt: 0.05 });
  assert.is(times[0].length, 0);
  assert.ok(
    course.every((v) => Math.abs(v + 65) < 0.05),
    `${course[course.length - 1]}`,
  );
});

test("one action potential: about 105 mV high, 40 mV of overshoot, and an undershoot towards eK", async () => {
  const { equations, parameters } = hodgkinHuxley;
  const kicked = neuron({ equations, parameters, initial: { ...hodgkinHuxley.initial, v: mV(-50) } });
  const { course } = await runNeurons(kicked, { duration: 30, dt: 0.01 });
  const [peak, trough] = [Math.max(...course), Math.min(...course)];
  assert.ok(peak > 35 && peak < 45, `peak ${peak} mV`);
  assert.ok(trough < -73 && trough > -77, `trough ${trough} mV`);
});

test("rheobase: one spike at 6 µA/cm², repetitive firing from 6.3 on, with an abrupt onset above 50 Hz", async () => {
  const { times } = await runNeurons(driven([2, 6, 6.4, 10]), { duration: 500, dt: 0.02, size: 4, method: "rk4" });
  assert.is(times[0].length, 0);
  assert.ok(times[1].length >= 1 && times[1].length <= 6 && times[1].at(-1)! < 120, `${times[1]}`);
  for (const t of [times[2], times[3]]) assert.ok(t.at(-1)! > 450, "goes on to the end");
  const rate = (t: readonly number[]) => 1000 / intervals(t).at(-1)!;
  assert.ok(rate(times[2]) > 50 && rate(times[2]) < 60, `${rate(times[2])} Hz at onset`);
  assert.ok(rate(times[3]) > 66 && rate(times[3]) < 70, `${rate(times[3])} Hz at 10`);
});

test("a spike is one upward crossing: while the potential stays above the threshold none is counted again", async () => {
  const count = async (model: ReturnType<typeof driven>) =>
    (await runNeurons(model, { duration: 1000, dt: 0.02, method: "rk4" })).times[0].length;
  const { refractory: _, ...open } = hodgkinHuxley;
  const always = neuron({ ...open, parameters: { ...open.parameters, iDrive: uA(10) } });
  const [crossings, steps] = [await count(driven(10)), await count(always)];
  assert.ok(crossings >= 68 && crossings <= 70, `${crossings} crossings`);
  assert.ok(steps > 20 * crossings, `${steps} steps above the threshold`);
});

test("exponential Euler, the exponential midpoint rule and rk4 converge to one course with orders 1, 2 and 4", async () => {
  const last = async (method: MethodName, dt: number) => {
    const { course } = await runNeurons(driven(10), { duration: 6, dt, method });
    return course[course.length - 1];
  };
  const truth = await last("rk4", 0.0025);
  const error = async (method: MethodName, dt: number) => Math.abs((await last(method, dt)) - truth);
  const order = async (method: MethodName, dt: number) =>
    Math.log2((await error(method, dt)) / (await error(method, dt / 2)));
  const [first, fourth] = [await order("exponentialEuler", 0.01), await order("rk4", 0.04)];
  assert.ok(Math.abs(first - 1) < 0.3, `order ${first}`);
  const second = await order("exponentialMidpoint", 0.02);
  assert.ok(Math.abs(second - 2) < 0.3, `order ${second}`);
  assert.ok(Math.abs(fourth - 4) < 0.6, `order ${fourth}`);
});

test("by default it is finite at every step, and 0.3 % too slow at 0.05 ms", async () => {
  const interval = async (dt: number, method?: MethodName) => {
    const { times, course } = await runNeurons(driven(10), { duration: 200, dt, method });
    assert.ok(course.every(Number.isFinite), `dt ${dt}`);
    return (
      intervals(times[0])
        .slice(3)
        .reduce((sum, x) => sum + x) /
      (times[0].length - 4)
    );
  };
  const fine = await interval(0.01, "rk4");
  assert.ok(Math.abs((await interval(0.05)) / fine - 1) < 0.004);
  for (const dt of [0.1, 0.5, 1])
    assert.ok(Math.abs((await interval(dt)) / fine - 1) < 0.3 * Math.sqrt(dt), `dt ${dt}`);
});

test.run();
