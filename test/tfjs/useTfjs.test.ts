import { test } from "uvu";
import * as assert from "uvu/assert";
import { BackendError } from "../../src/errors.js";
import { useTfjs } from "../../src/tfjs/useTfjs.js";
import { skip } from "../skip.js";

const missing = await useTfjs("cuda").then(
  () => undefined,
  (error: unknown) => error,
);
if (missing === undefined) skip(test, "without a driver, one error says what is missing", "this machine has a GPU");
else {
  test("without a driver, one error says what is missing", () => {
    assert.instance(missing, BackendError);
    assert.match((missing as BackendError).message, /^cuda: found no library .*, expected an NVIDIA driver/);
  });
}

test("a name that is no backend is refused with those that are", async () => {
  try {
    await useTfjs("cudaa" as "cuda");
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /found "cudaa", expected one of cpu, wasm, cuda, webgpu, tensorflow/);
  }
});

test.run();
