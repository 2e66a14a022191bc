import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, Interrupted, ms } from "../../src/index.js";
import { FakeKernel, pause } from "../host/fakeKernel.js";
import { busyNetwork } from "./networks.js";

const kernel = new FakeKernel();
const rates = new Float32Array(20).fill(80);
const busy = () => compile(busyNetwork(), { dt: ms(0.5), seed: 5, backend: "reference" });
const show = (sim: Awaited<ReturnType<typeof busy>>) =>
  sim.present({ input: rates }, { duration: ms(100), record: ["exc"] });

test("a stop ends a training between two presentations, and the simulation goes on as if nothing had been", async () => {
  kernel.startCell();
  const sim = await busy();
  const shown: unknown[] = [];
  const training = async () => {
    while (shown.length < 2000) {
      shown.push(await show(sim));
      if (shown.length === 3) process.emit("SIGINT");
    }
  };
  const stop = await training().catch((error: unknown) => error);
  assert.instance(stop, Interrupted);
  assert.ok(shown.length > 0);
  assert.is(sim.presentations, shown.length);

  kernel.startCell();
  shown.push(await show(sim), await show(sim));
  const whole = await busy();
  for (const [i, expected] of shown.entries()) assert.equal(await show(whole), expected, `presentation ${i}`);
});

test("a stop ends the search for enough spikes", async () => {
  kernel.startCell();
  const sim = await busy();
  const pressing = setInterval(() => {
    if (sim.presentations > 0) process.emit("SIGINT");
  }, 1);
  const searching = sim.present({}, { duration: ms(1000), minSpikes: { exc: 1 }, maxTries: 5000 });
  assert.instance(await searching.catch((error: unknown) => error), Interrupted);
  clearInterval(pressing);
  assert.ok(sim.presentations > 0 && sim.presentations < 5000);
});

test("presentations let other work run", async () => {
  kernel.startCell();
  const sim = await busy();
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
  }, 1);
  await pause(25);
  beats = 0;
  for (let i = 0; i < 20; i++) await show(sim);
  clearInterval(heart);
  assert.ok(beats > 0);
});

test.run();
