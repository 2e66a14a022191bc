import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backend/backend.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  compile,
  connect,
  diehlCook2015,
  InputError,
  ms,
  network,
  neuron,
  population,
  type SpikeTrain,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";

const STEPS = 40;
/** One spike for each input neuron in each of the first so many steps. */
const train = (...spikes: number[]): SpikeTrain => {
  const at = Array.from({ length: STEPS }, (_, k) => spikes.flatMap((n, neuron) => (k < n ? [neuron] : [])));
  const offsets = Int32Array.from({ length: STEPS + 1 }, (_, k) => at.slice(0, k).flat().length);
  return { steps: STEPS, neurons: spikes.length, offsets, indices: Int32Array.from(at.flat()) };
};

/**
 * w grows by 1/8 with each spike of the input, and theta by 1 with every second one of the teacher: the others arrive in
 * the step of a reset, which comes last.
 */
function counters(normalize?: number) {
  const cell = neuron({
    equations: { "dv/dt": "-v / tau", "dg/dt": "-g / tau", "dtheta/dt": "-theta / tauTheta" },
    parameters: { tau: ms(1), tauTheta: ms(1e15) },
    threshold: "v > 1",
    reset: { v: "0", theta: "theta + 1" },
    plastic: ["theta"],
  });
  const counting = synapse({ onPre: { w: "min(w + 0.125, 2)" } });
  const [input, teacher, out] = [spikeSource(3), spikeSource(1), population(1, cell)];
  return network({
    input,
    teacher,
    out,
    learn: connect(input, out, { to: "g", w: 0.5, plasticity: counting, normalize }),
    teach: connect(teacher, out, { to: "v", w: 8 }),
  });
}

const OPTIONS = { duration: ms(0.5 * STEPS) } as const;
const example = (input: readonly number[], teacher: number) => ({ input: train(...input), teacher: train(teacher) });

test("plastic variables move by the sum of the examples' changes, or by their mean", async () => {
  for (const backend of ["wasm", "reference"] as const) {
    const sim = await compile(counters(), { dt: ms(0.5), backend });
    const batch = [example([1, 2, 0], 5), example([3, 0, 0], 0), example([2, 1, 0], 6)];
    await sim.learnBatch(batch, { ...OPTIONS, combine: "mean" });
    assert.equal([...(await sim.state.learn.w.read())], [0.5 + 6 / 24, 0.5 + 3 / 24, 0.5]);
    assert.equal([...(await sim.state.out.theta.read())], [2]);
    await sim.learnBatch(batch, OPTIONS);
    assert.equal([...(await sim.state.learn.w.read())], [0.75 + 6 / 8, 0.625 + 3 / 8, 0.5]);
    assert.equal([...(await sim.state.out.theta.read())], [8]);
    await sim.learnBatch(batch, OPTIONS);
    assert.equal([...(await sim.state.learn.w.read())], [2, 1 + 3 / 8, 0.5], "the sum stays within the rule's bounds");
    sim.dispose();
  }
});

test("weights are normalized once before a batch, not by each example", async () => {
  const sim = await compile(counters(3), { dt: ms(0.5), backend: "wasm" });
  await sim.learnBatch([example([1, 0, 0], 0), example([0, 2, 0], 0)], OPTIONS);
  assert.equal([...(await sim.state.learn.w.read())], [1.125, 1.25, 1]);
  await sim.learnBatch([example([0, 0, 0], 0), example([0, 0, 0], 0)], OPTIONS);
  const found = await sim.state.learn.w.read();
  for (const [i, w] of [1.125, 1.25, 1].entries()) assert.ok(Math.abs(found[i] - (3 * w) / 3.375) < 1e-6);
  sim.dispose();
});

const net = () => diehlCook2015({ neurons: 12, pixels: 100, normalize: 10 });
const digits = (...rates: number[]) => rates.map((rate) => ({ input: new Float32Array(100).fill(rate) }));
const SHOWN = { duration: ms(60), rest: ms(20), minSpikes: { exc: 3 }, maxTries: 4, record: ["exc"] } as const;

const learned = async (sim: Awaited<ReturnType<typeof compileNet>>) => ({
  w: await sim.state.inputToExc.w.read(),
  theta: await sim.state.exc.theta.read(),
  v: await sim.state.exc.v.read(),
});
const compileNet = (backend: Backend | "wasm" | "reference" | "tensor") =>
  compile(net(), { dt: ms(0.5), backend, seed: 4 });

test("a batch of one is a presentation; the mean of equal examples is what each has learned", async () => {
  const [one, other] = [await compileNet("wasm"), await compileNet("wasm")];
  const [input] = digits(40);
  const [found] = await one.learnBatch([input], SHOWN);
  assert.ok(found.tries > 1);
  assert.equal(found, await other.present(input, SHOWN));
  assert.equal(await learned(one), await learned(other));
  assert.is(one.presentations, other.presentations);
  for (const sim of [one, other]) sim.dispose();

  const options = { dt: ms(0.5), backend: "wasm" } as const;
  const [many, single] = [await compile(counters(3), options), await compile(counters(3), options)];
  const same = example([5, 3, 1], 4);
  for (let i = 0; i < 3; i++) {
    await many.learnBatch([same, same, same], { ...OPTIONS, combine: "mean" });
    await single.present(same, OPTIONS);
  }
  const values = ({ state: { learn, out } }: typeof many) =>
    Promise.all([learn.w, out.theta, out.g].map((variable) => variable.read()));
  assert.equal(await values(many), await values(single));
  for (const sim of [many, single]) sim.dispose();
});

/** Two batches with an example that is shown again, in one of them as the last, and what comes after. */
async function story(backend: Backend | "wasm" | "reference" | "tensor") {
  const sim = await compileNet(backend);
  const first = await sim.learnBatch(digits(240, 40, 720, 480), SHOWN);
  const second = await sim.learnBatch(digits(360, 600, 35), { ...SHOWN, combine: "mean" });
  const after = await sim.present(digits(400)[0], SHOWN);
  const shown = [...first, ...second, after].map(({ tries, counts, spikes }) => ({ tries, counts, spikes }));
  const state = await learned(sim);
  const { presentations } = sim;
  sim.dispose();
  return { shown, presentations, state };
}

const expected = await story("reference");
const tries = expected.shown.map((s) => s.tries);

test("examples with too few spikes are shown again, each by itself", () => {
  assert.ok(tries[1] > 1 && tries[6] > 1, `the weak examples were shown ${tries[1]} and ${tries[6]} times`);
  assert.is(tries[2], 1);
  assert.is(
    expected.presentations,
    tries.reduce((sum, n) => sum + n, 0),
  );
});

function agree(found: Awaited<ReturnType<typeof story>>): void {
  assert.equal(found.shown, expected.shown);
  assert.is(found.presentations, expected.presentations);
  for (const name of ["w", "theta", "v"] as const) {
    const scale = Math.max(...expected.state[name].map(Math.abs));
    const error = Math.max(...found.state[name].map((x, i) => Math.abs(x - expected.state[name][i]))) / scale;
    assert.ok(error < 1e-5, `${name} differs by ${error}`);
  }
}

test("wasm learns what the reference learns, and the same twice", async () => {
  const found = await story("wasm");
  agree(found);
  assert.equal(await story("wasm"), found);
});

test("the tensor backend learns what the reference learns", async () => agree(await story("tensor")));

test("a batch that fails leaves the state as it was", async () => {
  let left = Number.POSITIVE_INFINITY;
  const backend: Backend = {
    ...wasm,
    compile: async (program) => {
      const executable = await wasm.compile(program);
      const { present } = executable;
      executable.present = async (presentation) => {
        if (left-- === 0) throw new Error("broken");
        return present.call(executable, presentation);
      };
      return executable;
    },
  };
  const sim = await compileNet(backend);
  await sim.learnBatch(digits(240, 480), SHOWN);
  await sim.learnBatch([], SHOWN);
  await sim.present({}, { duration: ms(0.5) });
  const before = await learned(sim);
  // Normalization, the two examples, and the first one again when the last one has been learned.
  left = 3;
  const message = await sim.learnBatch(digits(20, 480), SHOWN).catch((error: Error) => error.message);
  assert.is(message, "broken");
  assert.equal(await learned(sim), before);
  sim.dispose();
});

test("what does not fit is an error before anything runs", async () => {
  const sim = await compileNet("wasm");
  for (const [inputs, options] of [
    [[...digits(240), { input: new Float32Array(100).fill(-1) }], {}],
    [digits(240, 480), { combine: "max" }],
    [digits(240, 480), { learning: false }],
  ] as const) {
    const error = await sim.learnBatch(inputs, { ...SHOWN, ...(options as object) }).catch((e: unknown) => e);
    assert.instance(error, InputError);
  }
  assert.is(sim.presentations, 0);
  sim.dispose();
});

const host = openHost();
if (typeof host === "string") skip(test, "a batch on the backend cuda", host);
else {
  for (const shape of [
    { barrier: "block", blocks: 1, threads: 16 },
    { barrier: "grid", blocks: 2, threads: 8 },
  ] as const) {
    test(`cuda learns side by side what the reference learns, and the same twice (${shape.barrier})`, async () => {
      const found = await story(host.backend({ shape }));
      agree(found);
      assert.equal(await story(host.backend({ shape })), found);
      assert.is(host.held(), 0);
    });
  }
  test.after(host.dispose);
}

test.run();
