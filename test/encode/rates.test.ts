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

test("with a brightness, images have that mean, but no pixel is brighter than white", () => {
  const mean = (rates: ArrayLike<number>) => Array.from(rates).reduce((sum, rate) => sum + rate, 0) / rates.length;
  for (const pixels of [image, Uint8Array.of(0, 0, 10, 30), Uint8Array.of(200, 220, 255, 255)]) {
    const rates = ratesOf(pixels, { maximum: Hz(100), brightness: 0.2 });
    assert.ok(Math.abs(mean(rates) - 20) < 1e-4);
    // Proportions are kept.
    assert.ok(Math.abs(rates[3] * pixels[2] - rates[2] * pixels[3]) < 1e-2);
  }
  // 10 and 30 would become 0.5 and 1.5 times white.
  const bold = ratesOf(Uint8Array.of(0, 0, 10, 30), { maximum: Hz(100), brightness: 0.5 });
  assert.equal([...bold], [0, 0, 50, 100]);
  assert.equal([...ratesOf(new Uint8Array(3), { maximum, brightness: 0.2 })], [0, 0, 0]);
  const tensor = tf.tensor1d([0, 0, 10, 255]);
  const before = tf.memory().numTensors;
  const rates = ratesOf(tensor, { maximum: Hz(100), brightness: 0.5 });
  assert.is(tf.memory().numTensors, before + 1);
  const expected = ratesOf(Uint8Array.of(0, 0, 10, 255), { maximum: Hz(100), brightness: 0.5 });
  assert.ok(rates.dataSync().every((rate, i) => Math.abs(rate - expected[i]) < 1e-4));
  tf.dispose([tensor, rates]);
});

test("pixels that are none, and a maximum that is no rate, are refused", () => {
  const fails = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error: unknown) => error instanceof InputError && message.test(error.message));
  fails(() => ratesOf([0, Number.NaN], { maximum }), /image, \[1\]: found NaN/);
  fails(() => ratesOf([0, -1], { maximum }), /image\[1\]: found -1, expected a number from 0 to 255/);
  fails(() => ratesOf([256], { maximum }), /image\[0\]: found 256/);
  fails(() => ratesOf(image, { maximum: Hz(-1) }), /found -1 Hz/);
  fails(
    () => ratesOf(image, { maximum, brightness: 1.5 }),
    /brightness: found 1\.5, expected a number above 0 and up to 1/,
  );
  fails(() => ratesOf(image, { maximum: Hz(Number.POSITIVE_INFINITY) }), /expected one value such as Hz\(63\.75\)/);
  fails(() => ratesOf(image, { maximum: Hz([1, 2]) }), /expected one value/);
  fails(() => ratesOf(image, { maximum: ms(1) as never }), /found 1 ms, expected one value/);
  fails(() => ratesOf(image, { maximum: 63.75 as never }), /found 63\.75, expected one value/);
  fails(() => ratesOf(image, { maximum, white: 0 }), /white: found 0/);
});

test("an image in 0 … 1 has the rates of the same image in bytes, whatever holds it; bytes are never taken for 0 … 1", () => {
  const bytes = Uint8Array.of(0, 51, 102, 255);
  const expected = ratesOf(bytes, { maximum });
  const near = (rates: ArrayLike<number>) => Array.from(rates).every((rate, i) => Math.abs(rate - expected[i]) < 1e-4);
  const unit = Array.from(bytes, (x) => x / 255);
  for (const image of [unit, Float32Array.from(unit), Float64Array.from(unit)])
    assert.ok(near(ratesOf(image, { maximum })));
  for (const image of [[...bytes], Float32Array.from(bytes), Uint8ClampedArray.from(bytes), Int32Array.from(bytes)]) {
    assert.equal(ratesOf(image, { maximum }), expected);
  }
  tf.tidy(() => {
    assert.ok(near(ratesOf(tf.tensor1d(unit), { maximum }).dataSync()));
    assert.ok(near(ratesOf(tf.tensor1d([...bytes]), { maximum }).dataSync()));
    assert.ok(near(ratesOf(tf.tensor1d([...bytes], "int32"), { maximum }).dataSync()));
    assert.ok(near(ratesOf(tf.tensor1d([...bytes]), { maximum, white: 255 }).dataSync()));
  });
  assert.equal([...ratesOf(Uint8Array.of(0, 1), { maximum: Hz(255) })], [0, 1]);
  assert.equal([...ratesOf([0, 0], { maximum })], [0, 0]);
  // Dark, but in part: the brightest pixel alone decides.
  assert.equal([...ratesOf([0, 0.25, 0.5], { maximum: Hz(100) })], [0, 25, 50]);
});

test("a brightest pixel that leaves open what white is asks for it", () => {
  const ambiguous = /ratesOf, image: found values up to 16, expected .* Set white to the value of a white pixel/;
  const isRefused = (error: unknown) => error instanceof InputError && ambiguous.test(error.message);
  for (const image of [[0, 3, 16], Float32Array.of(0, 16), Uint16Array.of(16, 2)]) {
    assert.throws(() => ratesOf(image, { maximum }), isRefused);
  }
  const pixels = tf.tensor1d([0, 8, 16]);
  assert.throws(() => ratesOf(pixels, { maximum }), isRefused);
  assert.equal([...ratesOf(pixels, { maximum: Hz(100), white: 16 }).dataSync()], [0, 50, 100]);
  assert.throws(() => ratesOf([0.5, 1.5], { maximum }), /found values up to 1\.5/);
  assert.equal([...ratesOf([0, 4, 16], { maximum: Hz(100), white: 16 })], [0, 25, 100]);
});

test.run();
