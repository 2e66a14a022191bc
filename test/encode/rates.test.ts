import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ratesOf } from "../../src/encode/rates.js";
import { InputError } from "../../src/errors.js";
import { Hz, kHz, ms } from "../../src/units/units.js";

const image = Uint8Array.of(0, 8, 128, 255);
const maximum = Hz(63.75);

test("rates are those of Diehl & Cook at their first intensity: pixel / 8 · 2", () => {
  for (const [i, rate] of ratesOf(image, { maximum }).entries()) {
    assert.ok(Math.abs(rate - (image[i] / 8) * 2) < 1e-5);
  }
});

test("other units and other scales are read", () => {
  assert.equal([...ratesOf([0, 0.25, 0.5, 1], { maximum: kHz(0.1), white: 1 })], [0, 25, 50, 100]);
});

test("of a tensor, the rates are a tensor of its shape, and the only new one", () => {
  const pixels = tf.tensor2d([0, 51, 102, 255], [2, 2], "int32");
  const before = tf.memory().numTensors;
  const rates = ratesOf(pixels, { maximum: Hz(100) });
  assert.is(tf.memory().numTensors, before + 1);
  assert.equal([rates.shape, rates.dtype, [...rates.dataSync()]], [[2, 2], "float32", [0, 20, 40, 100]]);
  tf.dispose([pixels, rates]);
});

test("pixels that are none, and a maximum that is no rate, are refused", () => {
  const fails = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error: unknown) => error instanceof InputError && message.test(error.message));
  fails(() => ratesOf([0, Number.NaN], { maximum }), /image, \[1\]: found NaN/);
  fails(() => ratesOf([0, -1], { maximum }), /image\[1\]: found -1, expected a number from 0 to 255/);
  fails(() => ratesOf([256], { maximum }), /image\[0\]: found 256/);
  fails(() => ratesOf(image, { maximum: Hz(-1) }), /found -1 Hz/);
  fails(() => ratesOf(image, { maximum: Hz(Number.POSITIVE_INFINITY) }), /expected one value such as Hz\(63\.75\)/);
  fails(() => ratesOf(image, { maximum: Hz([1, 2]) }), /expected one value/);
  fails(() => ratesOf(image, { maximum: ms(1) as never }), /found 1 ms, expected one value/);
  fails(() => ratesOf(image, { maximum: 63.75 as never }), /found 63\.75, expected one value/);
  fails(() => ratesOf(image, { maximum, white: 0 }), /white: found 0/);
});

test.run();
