import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Backend, type Executable, type Presentation, pendingKey } from "../../../src/backend/backend.js";
import type { CudaBackend } from "../../../src/backend/cuda/cuda.js";
import { Parcel } from "../../../src/backend/cuda/parcel.js";
import { addRates } from "../../../src/backend/cuda/poisson.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { PoissonEncoder } from "../../../src/encode/poisson.js";
import { poissonKernel } from "../../../src/encode/poissonKernel.js";
import { type PoissonTrain, poissonTrain } from "../../../src/encode/poissonTrain.js";
import {
  compile,
  connect,
  diehlCook2015,
  ms,
  network,
  neuron,
  poisson,
  population,
  series,
} from "../../../src/index.js";
import { lower } from "../../../src/program/lower.js";
import type { Program } from "../../../src/program/program.js";
import { uniformArray } from "../../../src/random/distributions.js";
import type { SpikeTrain } from "../../../src/spikes/spikeTrain.js";
import { type Host, openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";
import { sideBySide } from "../conformance.js";
import { Dice } from "../dice.js";

const SHAPE: Shape = { barrier: "block", blocks: 1, threads: 8 };

/** Neurons that fire one step after their input, however often it comes. */
const relay = neuron({
  equations: { "dv/dt": "0 * v / tau" },
  parameters: { tau: ms(1) },
  threshold: "v > 1",
  reset: { v: "v - 2" },
});

const relays = (neurons: number, delay: number) => {
  const input = poisson(neurons);
  const cells = population(neurons, relay);
  const wires = connect(input, cells, { to: "v", w: 2, pattern: "oneToOne", delay: ms(delay) });
  return network({ input, cells, wires });
};

const programOf = (neurons: number, dt: number, delay = 0, seed = 1): Program =>
  lower(relays(neurons, delay), { dt, seed, flush: 1e-12 }).program;

/** Rates from silent to a spike in nearly every step. */
const ratesOf = (neurons: number, dt: number, stream: number): Float64Array =>
  uniformArray(neurons, { seed: 1, stream }).map((u) => (u < 0.2 ? 0 : u < 0.25 ? 1e-13 : (999 / dt) * u ** 6));

const shown = (input: SpikeTrain | undefined, steps: number): Presentation => ({
  ...{ steps, normalize: false, countSteps: steps, learning: false, recordSpikes: ["cells"], probes: [] },
  inputs: new Map(input ? [["input", input]] : []),
});

/** The same spikes, as if they had been given. */
const given = ({ steps, neurons, offsets, indices }: SpikeTrain): SpikeTrain => ({ steps, neurons, offsets, indices });

/** A train that fails when the host draws it. */
const undrawn = ({ neurons, segments }: PoissonTrain): PoissonTrain =>
  poissonTrain(
    neurons,
    segments.map((segment) => ({ ...segment, draw: () => assert.unreachable("drawn on the host") as never })),
  );

const NEURONS = 40;
const DT = 0.5;

/** A train of NEURONS with segments of these lengths. */
function trainOf(dice: Dice, lengths: readonly number[]): PoissonTrain {
  const segments = lengths.map((steps) => {
    const key = { seed: dice.whole(0, 99), stream: dice.whole(0, 99) };
    const encoder = new PoissonEncoder({ neurons: NEURONS, steps, dt: DT, ...key });
    return encoder.segment(ratesOf(NEURONS, DT, dice.whole(0, 99)), dice.whole(0, 99));
  });
  return poissonTrain(NEURONS, segments);
}

/** A backend that is given spikes in place of rates. */
function givenSpikes(backend: CudaBackend): Backend {
  const drawn = (presentation: Presentation): Presentation => ({
    ...presentation,
    inputs: new Map([...presentation.inputs].map(([name, train]) => [name, given(train)])),
  });
  const wrapped = (run: Executable): Executable => ({
    ...run,
    present: (presentation) => run.present(drawn(presentation)),
    async fork(copies, learning) {
      const fork = await run.fork(copies, learning);
      return {
        present: (presentations, which) => fork.present(presentations.map(drawn), which),
        learn: (combine) => fork.learn(combine),
        dispose: () => fork.dispose(),
      };
    },
  });
  return {
    name: "cuda",
    unavailable: () => backend.unavailable(),
    compile: async (program) => wrapped(await backend.compile(program)),
    async compileMany(programs) {
      const many = await backend.compileMany(programs);
      return {
        members: many.members.map(wrapped),
        present: (presentations, members) => many.present(presentations.map(drawn), members),
        dispose: () => many.dispose(),
      };
    },
  };
}

function tests(host: Host): void {
  for (const [stream, [neurons, steps, dt]] of [
    [1, 1, 0.5],
    [33, 700, 0.5],
    [150, 257, 0.1],
    [1100, 40, 1],
  ].entries()) {
    test(`the spikes of the host's definition, bit for bit: ${neurons} neurons, ${steps} steps`, async () => {
      const run = await host.backend({ shape: SHAPE }).compile(programOf(neurons, dt));
      const encoder = new PoissonEncoder({ neurons, steps, dt, seed: 2 ** 40 + 3, stream });
      const rates = ratesOf(neurons, dt, stream);
      for (const presentation of [0, 7, 2 ** 32 + 5, 2 ** 53 - 1]) {
        const segment = encoder.segment(rates, presentation, 0.9);
        const { offsets, indices } = segment.draw();
        const train = undrawn(poissonTrain(neurons, [segment]));
        const { spikes } = await run.present(shown(train, steps + 1));
        const found = spikes.get("cells");
        assert.equal(found?.offsets, Int32Array.of(0, ...offsets), `presentation ${presentation}`);
        assert.equal(found?.indices, indices, `presentation ${presentation}`);
      }
      run.dispose();
    });
  }

  for (const shape of [SHAPE, { barrier: "grid", blocks: 2, threads: 4 }] as const) {
    test(`networks side by side, each with rates of its own, a series of them, or none (${shape.barrier})`, async () => {
      const programs = [1, 2, 3, 4].map((seed) => programOf(NEURONS, DT, 0, seed));
      const many = await host.backend({ shape }).compileMany(programs);
      const dice = new Dice(3);
      for (const lengths of [
        [[120], [1, 150, 30, 2], undefined, [200]],
        [undefined, [7], [1], [2, 1]],
      ]) {
        const trains = lengths.map((each) => each && trainOf(dice, each));
        const members = [3, 0, 2, 1];
        const found = await many.present(
          trains.map((train) => shown(train && undrawn(train), 201)),
          members,
        );
        const expected = await many.present(
          trains.map((train) => shown(train && given(train), 201)),
          members,
        );
        assert.equal(found, expected);
        assert.ok(expected.some(({ counts }) => counts.get("cells")?.some((count) => count > 0)));
      }
      many.dispose();
      assert.is(host.held(), 0);
    });
  }

  test("with delays, spikes in transit between presentations are the same too", async () => {
    const lead = 3;
    const backend = host.backend({ shape: SHAPE });
    const program = programOf(NEURONS, DT, lead * DT);
    const [run, other] = [await backend.compile(program), await backend.compile(program)];
    const dice = new Dice(8);
    const places = { host: 0, device: 0 };
    for (let round = 0; round < 30; round++) {
      const train = trainOf(
        dice,
        Array.from({ length: dice.whole(1, 3) }, () => dice.whole(1, 20)),
      );
      const steps = Math.max(1, train.steps + dice.whole(-2, 8));
      const pending = (await other.snapshot()).get(pendingKey("input"))?.length ?? 0;
      const place = pending === 0 && train.steps + lead <= steps ? "device" : "host";
      places[place]++;
      const asked = place === "device" ? undrawn(train) : train;
      assert.equal(await run.present(shown(asked, steps)), await other.present(shown(given(train), steps)));
      assert.equal(await run.snapshot(), await other.snapshot());
    }
    assert.ok(places.host > 5 && places.device > 5, JSON.stringify(places));
    for (const each of [run, other]) each.dispose();
  });

  test("spikes beyond the room that the host reserves are left out, and nothing else is written over", async () => {
    const many = await host
      .backend({ shape: SHAPE })
      .compileMany([1, 2].map((seed) => programOf(NEURONS, DT, 0, seed)));
    const trains = [trainOf(new Dice(1), [300]), trainOf(new Dice(2), [300])];
    const unexpected = trains.map(({ segments }) =>
      poissonTrain(
        NEURONS,
        segments.map((segment) => ({ ...segment, expected: 0 })),
      ),
    );
    const results = await many.present(
      unexpected.map((train) => shown(train, 301)),
      [0, 1],
    );
    for (const [n, { spikes }] of results.entries()) {
      const found = spikes.get("cells")?.indices ?? [];
      assert.ok(found.length > 0 && found.length < trains[n].indices.length);
      assert.equal(found, trains[n].indices.slice(0, found.length));
    }
    many.dispose();
  });

  test("a simulation gives what it gives with spikes: repeated, recorded, in series, side by side, by step", async () => {
    const net = diehlCook2015({ neurons: 6, pixels: 30, normalize: 10 });
    const backend = host.backend({ shape: SHAPE });
    const weak = { input: new Float32Array(30).fill(20) };
    const strong = { input: new Float32Array(30).fill(350) };
    const changing = { input: series([[200], [0], [380]], { step: ms(11) }) };
    const options = {
      ...{ duration: ms(40), minSpikes: { exc: 2 }, maxTries: 3, increase: 2, record: ["input", "exc"] as const },
    };
    const all = async (chosen: Backend) => {
      const sim = await compile(net, { dt: ms(DT), backend: chosen, seed: 5 });
      const found: unknown[] = [];
      const add = (presented: readonly { tries: number; spikes: object; counts: object }[]) =>
        found.push(JSON.stringify(presented.map(({ tries, spikes, counts }) => ({ tries, spikes, counts }))));
      for (const rest of [ms(20), ms(0)]) {
        for (const input of [weak, strong, changing]) add([await sim.present(input, { ...options, rest })]);
        add(await sim.evaluate([strong, weak, changing], { ...options, rest }));
        add(await sim.learnBatch([strong, weak, changing], { ...options, rest }));
      }
      const steps: number[] = [];
      await sim.present(strong, { duration: ms(5), onStep: ({ spikes }) => steps.push(...spikes.input) });
      found.push(steps, await sim.state.inputToExc.w.read(), await sim.state.exc.theta.read());
      sim.dispose();
      const ensemble = await compile(net, { dt: ms(DT), backend: chosen, seeds: [3, 4, 3] });
      add(await ensemble.present([weak, strong, changing], { ...options, rest: ms(20) }));
      ensemble.dispose();
      return found;
    };
    const expected = await all(givenSpikes(backend));
    assert.equal(await all(backend), expected);
    assert.ok((expected.at(-4) as number[]).length > 0, "some input in single steps");
    assert.match(String(expected[0]), /"tries":[23]/);
  });

  test("rates take the host less time and the device's bus fewer bytes than spikes", async () => {
    const [neurons, networks, steps] = [784, 64, 700];
    const { program } = lower(diehlCook2015({ neurons: 10 }), { dt: DT, seed: 1, flush: 1e-12 });
    host.idle(true);
    const run = await host.backend({ shape: SHAPE }).compile(program);
    const encoder = new PoissonEncoder({ neurons, steps, dt: DT, seed: 1, stream: 1 }, poissonKernel());
    // About as many spikes as a digit of MNIST has.
    const rates = Float64Array.from({ length: neurons }, (_, i) => (i % 7 === 0 ? 45 : 0));
    const cost = async (round: number, asSpikes: boolean) => {
      const [bytes, begun] = [host.uploaded(), process.cpuUsage()];
      const presentations = Array.from({ length: networks }, (_, n) => {
        const train = poissonTrain(neurons, [encoder.segment(rates, round * networks + n)]);
        const alike = {
          steps: 1000,
          normalize: true,
          countSteps: steps,
          learning: false,
          recordSpikes: [],
          probes: [],
        };
        return { ...alike, inputs: new Map([["input", asSpikes ? given(train) : train]]) };
      });
      await sideBySide(run, presentations);
      const { user, system } = process.cpuUsage(begun);
      return { bytes: (host.uploaded() - bytes) / networks, ms: (user + system) / 1000 / networks };
    };
    const found = { rates: [] as number[], spikes: [] as number[] };
    const bytes = { rates: 0, spikes: 0 };
    for (let round = 0; round < 12; round++) {
      for (const kind of ["rates", "spikes"] as const) {
        const measured = await cost(round, kind === "spikes");
        found[kind].push(measured.ms);
        bytes[kind] = Math.round(measured.bytes);
      }
    }
    run.dispose();
    host.idle(false);
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
    const [quick, slow] = [median(found.rates), median(found.spikes)];
    console.log(
      `measured: handing over a presentation of ${networks} side by side: rates ${quick.toFixed(3)} ms and ${bytes.rates} bytes, ` +
        `spikes ${slow.toFixed(3)} ms and ${bytes.spikes} bytes`,
    );
    assert.ok(bytes.rates < 8 * neurons + 1000 && bytes.spikes > bytes.rates, JSON.stringify(bytes));
    assert.ok(quick < slow, `${quick} ms for ${slow} ms`);
  });

  test.after(host.dispose);
}

test("more spikes than 32 bits can number are refused, before memory is reserved", () => {
  const steps = 2 ** 22;
  const empty: SpikeTrain = { steps, neurons: 1024, offsets: new Int32Array(1), indices: new Int32Array(0) };
  const segment = {
    ...{ steps, rates: new Float64Array(1024), factor: 5e-4, schedule: new Int32Array(4), presentation: 0 },
    ...{ expected: 2 ** 30, draw: () => empty },
  };
  const trains = [poissonTrain(1024, [segment]), poissonTrain(1024, [segment])];
  assert.throws(
    () => addRates(new Parcel(), programOf(2, 0.5).sources[0], trains, steps),
    /cuda, input of "input": found rates of which a presentation may have 2,14.* spikes, expected at most 2,147,483,647/,
  );
});

const host = openHost();
if (typeof host === "string") skip(test, "Poisson spikes are drawn on the device", host);
else tests(host);

test.run();
