import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backend/backend.js";
import {
  BackendError,
  type BackendName,
  compile,
  diehlCook2015,
  type Ensemble,
  InputError,
  ms,
  type Simulation,
} from "../../src/index.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";

const PIXELS = 100;
const net = (etaPost = 0.01) => diehlCook2015({ neurons: 12, pixels: PIXELS, normalize: 10, etaPost });
type Parts = ReturnType<typeof net>["parts"];
const digit = (rate: number) => ({ input: new Float32Array(PIXELS).fill(rate) });

const SHOWN = { duration: ms(60), rest: ms(20), minSpikes: { exc: 3 }, maxTries: 4, record: ["exc"] } as const;
/** The same with samples of a simulation's own variables. */
const shownOf = (sim: Simulation<Parts>) =>
  ({ ...SHOWN, sample: { g: { of: sim.state.exc.gExc, every: ms(20) } } }) as const;
const SEEDS = [4, 0, 7];
/** Rates by round and network; the weak ones are shown several times. */
const ROUNDS = [
  [240, 35, 720],
  [40, 500, 360],
  [600, 30, 45],
];

async function stateOf(sim: Simulation<Parts>) {
  return {
    w: await sim.state.inputToExc.w.read(),
    theta: await sim.state.exc.theta.read(),
    v: await sim.state.exc.v.read(),
    presentations: sim.presentations,
  };
}

/** What becomes of one network alone. */
async function alone(backend: Backend | BackendName, member: number, etaPost?: number) {
  const sim = await compile(net(etaPost), { dt: ms(0.5), backend, seed: SEEDS[member] });
  const shown = [];
  for (const rates of ROUNDS) shown.push(await sim.present(digit(rates[member]), shownOf(sim)));
  shown.push(await sim.present(digit(300), { ...shownOf(sim), learning: false }));
  const state = await stateOf(sim);
  sim.dispose();
  return { shown, state };
}

async function together(ensemble: Ensemble<Parts>) {
  const rounds = [];
  // Any network's variable stands for that of each.
  const options = shownOf(ensemble.simulations[1]);
  for (const rates of ROUNDS) rounds.push(await ensemble.present(rates.map(digit), options));
  rounds.push(await ensemble.present([300, 300, 300].map(digit), { ...options, learning: false }));
  const states = [];
  for (const sim of ensemble.simulations) states.push(await stateOf(sim));
  return { rounds, states };
}

async function checkAgainstSingleRuns(backend: Backend | BackendName) {
  const ensemble = await compile(net(), { dt: ms(0.5), backend, seeds: SEEDS });
  const { rounds, states } = await together(ensemble);
  for (const member of SEEDS.keys()) {
    const single = await alone(backend, member);
    assert.equal(
      rounds.map((round) => round[member]),
      single.shown,
      `network ${member}`,
    );
    assert.equal(states[member], single.state, `network ${member}`);
  }
  const tries = rounds.map((round) => round.map((shown) => shown.tries));
  assert.ok(tries.some((each) => Math.max(...each) > Math.min(...each)));
  assert.not.equal(states[0].w, states[1].w);
  ensemble.dispose();
}

for (const backend of ["wasm", "reference"] as const) {
  test(`each network does what it does alone, bit for bit (${backend})`, () => checkAgainstSingleRuns(backend));
}

async function checkMember(backend: Backend | BackendName) {
  const folder = mkdtempSync(join(tmpdir(), "spiketensor-ensemble-"));
  const nets = [net(), net(0.02), net()];
  const ensemble = await compile(nets, { dt: ms(0.5), backend, seeds: SEEDS });
  const single = await compile(net(), { dt: ms(0.5), backend, seed: SEEDS[2] });
  const member = ensemble.simulations[2];
  const inputs = [240, 35, 720].map(digit);
  const weak = { ...SHOWN, minSpikes: { exc: 1000 }, maxTries: 3, record: [] };
  const found = await Promise.all([
    member.present(digit(100), weak),
    ensemble.present(inputs, SHOWN).then((all) => all[2]),
    ensemble.present(inputs, SHOWN).then((all) => all[2]),
    member.present(digit(100), SHOWN),
  ]);
  assert.equal(found, [
    await single.present(digit(100), weak),
    await single.present(inputs[2], SHOWN),
    await single.present(inputs[2], SHOWN),
    await single.present(digit(100), SHOWN),
  ]);
  await member.save(join(folder, "member.safetensors"));
  const frozen = [digit(80), digit(90)];
  assert.equal(await member.evaluate(frozen, shownOf(member)), await single.evaluate(frozen, shownOf(single)));
  assert.equal(await member.learnBatch(frozen, shownOf(member)), await single.learnBatch(frozen, shownOf(single)));
  assert.equal(await stateOf(member), await stateOf(single));
  for (const sim of [member, single]) await sim.restore(join(folder, "member.safetensors"));
  assert.equal((await ensemble.present(inputs, SHOWN))[2], await single.present(inputs[2], SHOWN));
  assert.equal(await stateOf(member), await stateOf(single));
  for (const each of [ensemble, single]) each.dispose();
  rmSync(folder, { recursive: true });
}

const goesOn =
  "a member goes on alone, also while the others are shown something, and its checkpoint is a single run's";
test(`${goesOn} (wasm)`, () => checkMember("wasm"));

test("networks may differ in their parameters", async () => {
  const nets = [net(), net(0.02), net(0)];
  const ensemble = await compile(nets, { dt: ms(0.5), backend: "wasm", seeds: SEEDS });
  const { rounds, states } = await together(ensemble);
  for (const [member, etaPost] of [0.01, 0.02, 0].entries()) {
    const single = await alone("wasm", member, etaPost);
    assert.equal(
      rounds.map((round) => round[member]),
      single.shown,
    );
    assert.equal(states[member], single.state);
  }
  ensemble.dispose();
});

test("what does not fit is an error before anything runs", async () => {
  const ensemble = await compile(net(), { dt: ms(0.5), backend: "wasm", seeds: SEEDS });
  const other = await compile(net(), { dt: ms(0.5), backend: "wasm" });
  const good = [240, 35, 720].map(digit);
  for (const [inputs, options, message] of [
    [good.slice(1), {}, /found 2 inputs, expected 3, one for each network/],
    [[...good, digit(1)], {}, /found 4 inputs, expected 3/],
    [[...good.slice(0, 2), digit(-1)], {}, /rates\[0\]: found -1 Hz/],
    [[...good.slice(0, 2), { output: [] }], {}, /"output"/],
    [good, { onStep() {} }, /onStep/],
    [good, { minSpikes: { inhibitory: 1 } }, /"inhibitory"/],
    [good, { sample: { v: other.state.exc.v } }, /sample "v": found "exc\.v" of another simulation, expected/],
  ] as const) {
    const error = await ensemble
      .present(inputs as typeof good, { ...SHOWN, ...(options as object) })
      .catch((thrown: unknown) => thrown);
    assert.instance(error, InputError);
    assert.match((error as Error).message, message);
  }
  for (const { presentations } of ensemble.simulations) assert.is(presentations, 0);
  ensemble.dispose();
  for (const [options, message] of [
    [{ seeds: [] }, /seeds: found an empty list, expected a list of seeds/],
    [{ seeds: [1, -1] }, /seeds\[1\]: found -1, expected a whole number from 0/],
    [{ seeds: new Array<number>(3) }, /seeds\[0\]: found undefined/],
    [{ seeds: [1], seed: 1 }, /found seed and seeds/],
  ] as const) {
    const error = await compile(net(), { dt: ms(0.5), ...options }).catch((thrown: unknown) => thrown);
    assert.instance(error, InputError);
    assert.match((error as Error).message, message);
  }
  const error = await compile([net(), net()], { dt: ms(0.5), seeds: SEEDS }).catch((thrown: unknown) => thrown);
  assert.match((error as Error).message, /found 3 for 2 networks, expected one for each/);
});

test("an ensemble shows what it is, and ends as a whole", async () => {
  const ensemble = await compile(net(), { dt: ms(0.5), backend: "wasm", seeds: SEEDS });
  assert.equal(inspect(ensemble).split("\n"), [
    "ensemble of 3 networks, step 0.5 ms",
    "  backend  wasm: asked for by name",
    "  seeds    4, 0, 7",
  ]);
  ensemble.dispose();
  const error = await ensemble.present([1, 2, 3].map(digit), SHOWN).catch((thrown: unknown) => thrown);
  assert.instance(error, BackendError);
});

/** Only compiled: names and variables are checked. */
export async function types(ensemble: Ensemble<Parts>) {
  const [shown] = await ensemble.present([digit(1)], {
    duration: ms(1),
    record: ["exc"],
    sample: { v: ensemble.simulations[0].state.exc.v },
  });
  shown.counts.exc satisfies Int32Array;
  shown.spikes.exc.offsets satisfies Int32Array;
  shown.samples.v.values satisfies Float32Array;
  await ensemble.simulations[0].state.exc.theta.read();
  // @ts-expect-error no such variable
  await ensemble.simulations[0].state.exc.thetaa.read();
  // @ts-expect-error no such source
  await ensemble.present([{ inputs: [1] }], { duration: ms(1) });
  // @ts-expect-error no such population
  await ensemble.present([digit(1)], { duration: ms(1), record: ["exec"] });
  // @ts-expect-error a hook is a single simulation's
  await ensemble.present([digit(1)], { duration: ms(1), onStep() {} });
  // @ts-expect-error an ensemble has seeds
  (await compile(net(), { dt: ms(0.5), seeds: [1] })).seed;
}

const host = openHost();
if (typeof host === "string") skip(test, "an ensemble on the backend cuda", host);
else {
  const backend = host.backend({ shape: { barrier: "block", blocks: 1, threads: 16 } });

  test("each network does what it does alone, bit for bit (cuda)", async () => {
    await checkAgainstSingleRuns(backend);
    assert.is(host.held(), 0);
  });

  test(`${goesOn} (cuda)`, async () => {
    await checkMember(backend);
    assert.is(host.held(), 0);
  });

  test("on cuda, networks of one structure take one launch together", async () => {
    const launchesOf = async (seeds: readonly number[]) => {
      const ensemble = await compile(net(), { dt: ms(0.5), backend, seeds });
      const before = host.launches();
      await ensemble.present(
        seeds.map(() => digit(240)),
        { duration: ms(60) },
      );
      const launches = host.launches() - before;
      ensemble.dispose();
      return launches;
    };
    assert.is(await launchesOf([1, 2, 3, 4, 5]), await launchesOf([1]));
  });

  test("a launch that fails is every network's error, and the next one works", async () => {
    const ensemble = await compile(net(), { dt: ms(0.5), backend, seeds: SEEDS });
    const inputs = [240, 35, 720].map(digit);
    host.fail("cuLaunchKernel", 1);
    const message = await ensemble.present(inputs, SHOWN).catch((error: Error) => error.message);
    host.recover();
    assert.match(String(message), /cuda, cuLaunchKernel: found CUDA_ERROR/);
    assert.is((await ensemble.present(inputs, SHOWN)).length, 3);
    ensemble.dispose();
    assert.is(host.held(), 0);
  });

  test.after(host.dispose);
}

test.run();
