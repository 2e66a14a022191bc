import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  ms,
  network,
  neuron,
  type Part,
  population,
  spikeSource,
  spikeTrain,
} from "../../src/index.js";
import { Dice } from "./dice.js";
import { everyBackend } from "./everyBackend.js";

const backends = await everyBackend(test, "fast and slow time constants");

const STEPS = 3000;
const DT = 0.1;
/** Between two spikes of the input, in steps. */
const EVERY = 100;
const CELLS = 10;

/** dx/dt = (target − x)/tau, and at every spike x ← x + jump. */
interface Relaxation {
  readonly tau: number;
  readonly target: number;
  readonly start: number;
  readonly jump: number;
}

/** From a tenth of a step to far more than the run; jumps from the size of the value to far below its last digit. */
const relaxation = (dice: Dice): Relaxation => ({
  tau: 10 ** dice.between(-2, 9),
  target: dice.pick([0, 0, dice.between(-1, 1), 1e-6, -65]),
  start: dice.pick([0, dice.between(-1, 1), 20]),
  jump: dice.pick([-1, 1]) * 10 ** dice.between(-8, 0),
});

/** The closed form at the end: between spikes an exponential, at the end of each spike's own step a jump. */
function truth({ tau, target, start, jump }: Relaxation): number {
  let x = start;
  for (let spike = 0; spike < STEPS / EVERY; spike++) {
    x = target + (x - target) * Math.exp(-DT / tau) + jump;
    x = target + (x - target) * Math.exp((-(EVERY - 1) * DT) / tau);
  }
  return x;
}

const spikes = spikeTrain(
  Array.from({ length: STEPS / EVERY }, (_, i) => ({ step: i * EVERY, neuron: 0 })),
  { steps: STEPS, neurons: 1 },
);

/** One population for each, or one with arrays for all. */
function networkOf(cases: readonly Relaxation[], together: boolean) {
  const input = spikeSource(1);
  const parts: Record<string, Part> = { input };
  const groups = together ? [cases] : cases.map((one) => [one]);
  for (const [i, group] of groups.entries()) {
    const values = (key: keyof Relaxation) => (together ? group.map((one) => one[key]) : group[0][key]);
    const cells = population(
      group.length,
      neuron({
        equations: { "dx/dt": "(target - x) / tau" },
        parameters: { tau: ms(values("tau") as number), target: values("target") },
        initial: { x: values("start") },
      }),
    );
    parts[`cells${i}`] = cells;
    parts[`wire${i}`] = connect(input, cells, { to: "x", w: values("jump") });
  }
  return network(parts);
}

for (const [name, backend] of backends) {
  for (const together of [false, true]) {
    test(`${name}: time constants from 0.01 ms to 1e9 ms, ${together ? "one per neuron" : "constant"}, follow the closed form`, async () => {
      const dice = new Dice(together ? 1 : 2);
      for (let round = 0; round < (name === "tensor" ? 2 : 6); round++) {
        const cases = Array.from({ length: CELLS }, () => relaxation(dice));
        const sim = await compile(networkOf(cases, together), { dt: ms(DT), seed: 1, backend });
        await sim.present({ input: spikes }, { duration: ms(STEPS * DT) });
        const state = sim.state as unknown as Record<string, { x: { read(): Promise<Float32Array> } }>;
        for (const [i, one] of cases.entries()) {
          const found = together ? (await state.cells0.x.read())[i] : (await state[`cells${i}`].x.read())[0];
          const right = truth(one);
          // Float32's last digit of the largest value in between. A jump above 2⁻¹⁴ of the value is rounded like it.
          const size = Math.max(Math.abs(right), Math.abs(one.target), Math.abs(one.start), Math.abs(one.jump));
          const allowed = 2e-7 * size + 2 ** -11 * (STEPS / EVERY) * Math.abs(one.jump);
          const what = `round ${round}, ${JSON.stringify(one)}: found ${found}, expected ${right}, within ${allowed}`;
          assert.ok(Math.abs(found - right) <= allowed, what);
        }
        sim.dispose();
      }
    });
  }
}

test.run();
