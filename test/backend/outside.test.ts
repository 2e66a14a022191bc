import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, diehlCook2015, ms } from "../../src/index.js";
import { conformance } from "./conformance.js";
import { outside } from "./outside.js";

conformance(test, { name: "a backend from outside", backend: outside, seeds: [0, 3], tolerance: 1e-9 });

test("compile takes it", async () => {
  const net = diehlCook2015({ neurons: 4, pixels: 9 });
  const [sim, truth] = await Promise.all(
    [outside, "reference" as const].map((backend) => compile(net, { dt: ms(0.5), seed: 1, backend })),
  );
  assert.match(sim.backendReason, /outside: given as an object/);
  const show = { duration: ms(100) };
  const input = { input: new Float32Array(9).fill(60) };
  assert.equal((await sim.present(input, show)).counts, (await truth.present(input, show)).counts);
});

test.run();
