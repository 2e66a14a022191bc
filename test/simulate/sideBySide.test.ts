import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, diehlCook2015, InputError, ms } from "../../src/index.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";

const OPTIONS = { duration: ms(60), rest: ms(20), minSpikes: { exc: 3 }, maxTries: 3, record: ["exc"] } as const;
const net = () => diehlCook2015({ neurons: 12, pixels: 100, normalize: 10 });
const inputs = [240, 480, 40, 720].map((rate) => ({ input: new Float32Array(100).fill(rate) }));

test("inputs side by side change nothing, and each gives what it gives by itself", async () => {
  const sim = await compile(net(), { dt: ms(0.5), backend: "wasm", seed: 2 });
  await sim.present(inputs[1], { ...OPTIONS, duration: ms(150) });
  await sim.present({}, { duration: ms(1), learning: false });
  const before = [await sim.state.exc.v.read(), await sim.state.inputToExc.w.read(), await sim.state.exc.theta.read()];
  const first = sim.presentations;
  const together = await sim.evaluate(inputs, OPTIONS);
  assert.equal(
    [await sim.state.exc.v.read(), await sim.state.inputToExc.w.read(), await sim.state.exc.theta.read()],
    before,
  );
  assert.is(together.length, 4);
  assert.ok(sim.presentations >= first + 4);
  // The weakest input was shown again, and stronger; the others' first try was enough.
  assert.ok(together[2].tries > together[3].tries);

  const alone = await compile(net(), { dt: ms(0.5), backend: "wasm", seed: 2 });
  await alone.present(inputs[1], { ...OPTIONS, duration: ms(150) });
  await alone.present({}, { duration: ms(1), learning: false });
  assert.is(alone.presentations, first);
  const expected = await alone.present(inputs[0], { ...OPTIONS, learning: false, maxTries: 1 });
  assert.is(together[0].tries, 1);
  assert.equal(together[0], expected);
  for (const each of [sim, alone]) each.dispose();
});

test("an input that does not fit is an error before anything runs", async () => {
  const sim = await compile(net(), { dt: ms(0.5), backend: "wasm" });
  const wrong = [...inputs, { input: new Float32Array(100).fill(-1) }];
  try {
    await sim.evaluate(wrong, OPTIONS);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
  }
  assert.is(sim.presentations, 0);
  sim.dispose();
});

const host = openHost();
if (typeof host === "string") skip(test, "side by side on the backend cuda", host);
else {
  test("the backend cuda, in one launch, gives the spikes that wasm gives one by one", async () => {
    const backends = [host.backend(), "wasm"] as const;
    const [cuda, wasm] = await Promise.all(
      backends.map((backend) => compile(net(), { dt: ms(0.5), backend, seed: 4 })),
    );
    const [found, expected] = [await cuda.evaluate(inputs, OPTIONS), await wasm.evaluate(inputs, OPTIONS)];
    assert.equal(found, expected);
    assert.ok(found.some(({ counts }) => counts.exc.some((n) => n > 0)));
    for (const sim of [cuda, wasm]) sim.dispose();
  });
  test.after(host.dispose);
}

test.run();
