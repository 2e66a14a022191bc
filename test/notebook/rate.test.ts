import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatRate, formatSeconds, Rate } from "../../src/notebook/rate.js";

test("a steady pace is found exactly, however it is observed", () => {
  const rate = new Rate();
  for (const seconds of [0.1, 0.15, 1, 1.001, 7, 60]) rate.observe(25 * seconds, seconds);
  assert.ok(Math.abs(rate.perSecond! - 25) < 1e-9);
});

test("after a change of pace from 100/s to 10/s the rest of the difference decays with a time constant of 5 s", () => {
  const rate = new Rate();
  rate.observe(1000, 10);
  for (let k = 1; k <= 50; k++) rate.observe(1000 + k, 10 + k / 10);
  assert.ok(Math.abs(rate.perSecond! - (10 + 90 * Math.exp(-1))) < 1e-9);
});

test("a slow start is soon forgotten: after 2 s without a count, then 100/s, the pace is found within 2 s to a third", () => {
  const rate = new Rate();
  rate.observe(1, 2);
  for (let k = 1; k <= 20; k++) rate.observe(1 + 10 * k, 2 + k / 10);
  assert.ok(rate.perSecond! > 67, `found ${rate.perSecond}`);
});

test("work that goes on has its pace before anything is observed, and then that of now", () => {
  const rate = new Rate(40);
  assert.is(rate.perSecond, 40);
  rate.observe(1, 0.1);
  // Over half of the time at first: a weight of 1 − e⁻² for what is new.
  assert.ok(Math.abs(rate.perSecond! - (10 + 30 * Math.exp(-2))) < 1e-9);
});

test("observations at one moment count once", () => {
  const rate = new Rate();
  rate.observe(5, 0);
  assert.is(rate.perSecond, undefined);
  rate.observe(10, 1);
  rate.observe(20, 1);
  assert.is(rate.perSecond, 10);
});

test("rates and times are written short", () => {
  assert.equal([0.12345, 4.567, 99.96, 123.4, 12345.6].map(formatRate), ["0.123", "4.57", "100", "123", "12,346"]);
  assert.equal([0, 0.5, 0.96, 8.4, 59.6, 185, 3599.7, 7627].map(formatSeconds), [
    ...["0.0 s", "0.5 s", "1 s", "8 s", "1 min 00 s", "3 min 05 s", "1 h 00 min", "2 h 07 min"],
  ]);
});

test.run();
