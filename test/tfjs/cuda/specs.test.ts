import { test } from "uvu";
import * as assert from "uvu/assert";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";
import { runSpecs } from "./runSpecs.js";

/** A part of all specs that takes a minute, with the gradients of these operations. */
const CHOSEN =
  "^(add|sub|mul|div|pow|exp|tanh|clip|where|equal|cast|sum|mean|max|softmax|matmul|concat2d|gather|slice2d|transpose|tile|scatterND|complex64) cuda ";

const host = openHost(32);
const name = "TensorFlow.js's own specs of elementwise operations, sums and products pass";
if (typeof host === "string") skip(test, name, host);
else {
  test(name, async () => {
    const { seen, passed, failures } = await runSpecs(host.paths, CHOSEN);
    console.log(`TensorFlow.js's specs, chosen: ${passed} of ${seen} pass (npm run test:tfjs runs all)`);
    assert.equal(failures, []);
    assert.ok(seen > 250, `${seen} specs`);
  });
  test.after(host.dispose);
}

test.run();
