import { test } from "uvu";
import * as assert from "uvu/assert";
import { PoissonEncoder } from "../../src/encode/poisson.js";
import { poissonKernel } from "../../src/encode/poissonKernel.js";
import { uniformArray } from "../../src/random/distributions.js";

const SHAPES = [
  { neurons: 1, steps: 1, dt: 0.5 },
  { neurons: 784, steps: 700, dt: 0.5 },
  { neurons: 37, steps: 3000, dt: 0.1 },
  // So many spikes that the room for them has to grow.
  { neurons: 300, steps: 400, dt: 1 },
];

/** The first index at which two arrays differ, or −1. */
function firstDifference(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return i;
  return -1;
}

test("the compiled kernel draws the spikes of the plain one, bit for bit", async () => {
  const kernel = poissonKernel();
  for (const [stream, shape] of SHAPES.entries()) {
    const options = { ...shape, seed: 2 ** 40 + 3, stream };
    const [plain, compiled] = [new PoissonEncoder(options), new PoissonEncoder(options, kernel)];
    // From silent to a spike in nearly every step.
    const most = 990 / shape.dt;
    const rates = uniformArray(shape.neurons, { seed: 1, stream }).map((u) => (u < 0.2 ? 0 : most * u ** 6));
    for (const presentation of [0, 1, 7, 2 ** 32 + 5, 2 ** 53 - 1]) {
      const expected = plain.encode(rates, presentation);
      const found = compiled.encode(rates, presentation);
      const where = `shape ${stream}, presentation ${presentation}`;
      assert.equal([found.steps, found.neurons], [expected.steps, expected.neurons]);
      assert.is(firstDifference(found.offsets, expected.offsets), -1, `${where}: offsets`);
      assert.is(firstDifference(found.indices, expected.indices), -1, `${where}: neurons`);
    }
  }
});

test.run();
