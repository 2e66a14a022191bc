import type { Test } from "uvu";
import * as assert from "uvu/assert";
import {
  type Backend,
  type Executable,
  marksKey,
  type Presentation,
  type PresentationResult,
  pendingKey,
  type Snapshot,
} from "../../src/backend/backend.js";
import { reference } from "../../src/backend/reference/reference.js";
import { BackendError } from "../../src/errors.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { verify } from "../../src/program/verify.js";
import { addressed, addressedProgram, addressedSteps } from "./addressed.js";
import { firstDifference, isChaotic, spikesIn } from "./agree.js";
import { deltaNetwork } from "./deltaNetwork.js";
import { Dice } from "./dice.js";
import { mechanisms } from "./mechanisms.js";
import { plasticInput, plasticProgram, STEPS } from "./plasticNetwork.js";
import { plasticWindowInput, plasticWindows } from "./plasticWindows.js";
import { randomNetwork, randomTrain } from "./randomNetwork.js";
import { refractoryProgram } from "./refractoryNetwork.js";
import { ownRules, programsOf, trainOfNetworks } from "./synapticNetworks.js";
import { WINDOWS, windowInput, windowProgram } from "./windows.js";
import { CONTESTS, contestProgram } from "./winners.js";

export interface Candidate {
  readonly name: string;
  readonly backend: Backend;
  /** Random networks from one seed to below another. */
  readonly seeds: readonly [first: number, end: number];
  /** Of the largest value of a field: what 32 bits and another order of sums may change in one presentation. */
  readonly tolerance: number;
}

/** All that a backend has to do: docs/backend.md in tests. */
export function conformance(test: Test, { name, backend, seeds, tolerance }: Candidate): void {
  /** @param most the tolerance that a kind of network needs at most */
  const agrees = async (program: Program, presentations: readonly Presentation[], what: string, most = 2e-4) => {
    const [run, truth] = [await backend.compile(program), await reference.compile(program)];
    const difference = await firstDifference(program, run, truth, presentations, Math.min(tolerance, most));
    run.dispose();
    assert.is(difference, undefined, what);
    return spikesIn((await truth.present(presentations[0])).counts);
  };

  test(`${name}: random networks give the reference's spikes, and its state within the tolerance`, async () => {
    let [chaotic, spikes] = [0, 0];
    for (let seed = seeds[0]; seed < seeds[1]; seed++) {
      const { net, dt, steps, inputs } = randomNetwork(seed);
      const { program } = lower(net, { dt, seed, flush: 1e-12 });
      const learn: Presentation = {
        ...{ steps, countSteps: Math.floor(steps / 2), learning: true, normalize: true, inputs },
        recordSpikes: program.populations.map((p) => p.name),
        probes: [
          { field: "cells0.v", every: 7, elements: Int32Array.of(0) },
          { field: "cells0.g", every: 35 },
        ],
      };
      const presentations = [learn, { ...learn, learning: false }, { ...learn, inputs: new Map(), steps: 30 }, learn];
      const [run, truth] = [await backend.compile(program), await reference.compile(program)];
      const difference = await firstDifference(program, run, truth, presentations, tolerance);
      run.dispose();
      spikes += spikesIn((await truth.present(learn)).counts);
      if (difference === undefined) continue;
      assert.ok(await isChaotic(program, reference, presentations, tolerance), `seed ${seed}: ${difference}`);
      chaotic++;
    }
    const count = seeds[1] - seeds[0];
    assert.ok(chaotic <= Math.ceil(count / 8), `${chaotic} of ${count} networks cannot be compared`);
    assert.ok(spikes > 20 * count, `${spikes} spikes compared`);
  });

  test(`${name}: convolutions and pools, over a source and over a population, with and without delays`, async () => {
    let spikes = 0;
    for (const pattern of WINDOWS) {
      const presentation: Presentation = {
        ...{ steps: STEPS, countSteps: STEPS, learning: true, normalize: true, inputs: windowInput(pattern, STEPS) },
        ...{ recordSpikes: ["relays", "cells"], probes: [{ field: "cells.g", every: 1 }] },
      };
      spikes += await agrees(windowProgram(pattern), [presentation, presentation], pattern.kind, 1e-5);
    }
    assert.ok(spikes > 1000, `${spikes} spikes`);
  });

  test(`${name}: filters that all places share learn: the changes of all places are added up, and normalized by filter`, async () => {
    for (const { what, pattern, program } of plasticWindows()) {
      verify(program);
      const presentation: Presentation = {
        ...{ steps: 60, countSteps: 60, learning: true, normalize: true, inputs: plasticWindowInput(pattern, 60) },
        ...{ recordSpikes: ["relays", "cells"], probes: [{ field: "late.w", every: 7 }] },
      };
      const spikes = await agrees(
        program,
        [presentation, { ...presentation, learning: false }, presentation],
        what,
        1e-4,
      );
      assert.ok(spikes > 70, `${what}: ${spikes} spikes`);
    }
  });

  test(`${name}: equations and events of synapses read both sides; within a population a spike sees those before`, async () => {
    const shown: Presentation = {
      ...{ steps: 60, countSteps: 60, learning: true, normalize: true, recordSpikes: ["first", "second"], probes: [] },
      inputs: new Map([["input", trainOfNetworks]]),
    };
    for (const { what, program } of programsOf(ownRules)) {
      assert.ok((await agrees(program, [shown, shown], what)) > 50, `${what}: too few spikes`);
    }
  });

  test(`${name}: all that synapses can say, over every pattern: sums in every step, delays of postsynaptic events`, async () => {
    for (const { what, program } of mechanisms()) {
      verify(program);
      const shown: Presentation = {
        ...{ steps: 60, countSteps: 60, learning: true, normalize: true, probes: [] },
        recordSpikes: program.populations.map((p) => p.name),
        inputs: new Map([["input", trainOfNetworks]]),
      };
      const spikes = await agrees(program, [shown, { ...shown, learning: false }, shown], what);
      assert.ok(spikes > 20, `${what}: ${spikes} spikes`);
    }
  });

  test(`${name}: held variables take no input while refractory: delta synapses of every pattern`, async () => {
    let spikes = 0;
    for (let seed = 0; seed < 8; seed++) {
      const dice = new Dice(seed);
      const { program } = lower(deltaNetwork(dice), { dt: 1, seed, flush: 1e-12 });
      const presentation: Presentation = {
        ...{ steps: 60, countSteps: 60, learning: true, normalize: true, recordSpikes: ["cells"], probes: [] },
        inputs: new Map([["input", randomTrain(dice, 60, 16)]]),
      };
      spikes += await agrees(program, [presentation, { ...presentation, learning: false }], `seed ${seed}`, 1e-4);
    }
    assert.ok(spikes > 200, `${spikes} spikes`);
  });

  test(`${name}: refractory for a time of each neuron's own, and while a condition holds; held variables take no input`, async () => {
    let spikes = 0;
    for (const kind of ["times", "condition"] as const) {
      const presentation: Presentation = {
        ...{ steps: 80, countSteps: 80, learning: true, normalize: true, recordSpikes: ["cells"], probes: [] },
        inputs: new Map([["input", randomTrain(new Dice(3), 80, 21)]]),
      };
      spikes += await agrees(refractoryProgram(kind), [presentation, presentation], kind, 1e-4);
    }
    assert.ok(spikes > 100, `${spikes} spikes`);
  });

  test(`${name}: neurons compete for who spikes: in all, in maps, at places, near one another; by margin, lot and number`, async () => {
    let spikes = 0;
    for (const what of Object.keys(CONTESTS)) {
      const presentation: Presentation = {
        ...{ steps: 60, countSteps: 60, learning: true, normalize: true, recordSpikes: ["cells"], number: 3 },
        ...{ inputs: new Map([["input", randomTrain(new Dice(5), 60, 12)]]), probes: [{ field: "cells.v", every: 7 }] },
      };
      // Lots decide between equal margins, and the numbers of neurons where there are none.
      const variants = CONTESTS[what][1].ties === "lot" || what === "one in all" ? [false, true] : [false];
      for (const isEven of variants) {
        const program = contestProgram(what, isEven);
        verify(program);
        const shown = [presentation, { ...presentation, learning: false }];
        spikes += await agrees(program, shown, `${what}${isEven ? ", equal margins" : ""}`, 1e-4);
      }
    }
    assert.ok(spikes > 500, `${spikes} spikes`);
  });

  const shown = (seed: number, learning: boolean): Presentation => ({
    ...{ steps: STEPS, countSteps: STEPS, learning, normalize: true, inputs: plasticInput(seed) },
    ...{ recordSpikes: ["a", "b"], probes: [{ field: "b.g", every: 9 }] },
  });

  test(`${name}: the same seed gives the same bits; from a snapshot, another executable goes on bit for bit`, async () => {
    const [first, second] = [await backend.compile(plasticProgram(1)), await backend.compile(plasticProgram(1))];
    for (const seed of [1, 2]) {
      assert.equal(await first.present(shown(seed, true)), await second.present(shown(seed, true)));
    }
    const snapshot = await first.snapshot();
    const onward = [await first.present(shown(3, true)), await first.snapshot()];
    await second.present(shown(4, false));
    await second.restore(snapshot);
    assert.equal([await second.present(shown(3, true)), await second.snapshot()], onward);
    for (const run of [first, second]) run.dispose();
  });

  test(`${name}: a snapshot of plain values, spikes on their way and marks, passes from backend to backend`, async () => {
    const [run, truth] = [await backend.compile(plasticProgram(5)), await reference.compile(plasticProgram(5))];
    await truth.present(shown(1, true));
    await run.restore(await truth.snapshot());
    const keys = [pendingKey("input"), pendingKey("a"), marksKey("learn")];
    const compare = async () => {
      const [mine, theirs] = [await run.snapshot(), await truth.snapshot()];
      for (const key of keys) assert.equal(mine.get(key), theirs.get(key), key);
      return theirs;
    };
    await compare();
    const [found, expected] = [await run.present(shown(2, true)), await truth.present(shown(2, true))];
    assert.equal(found.spikes, expected.spikes);
    const theirs = await compare();
    assert.ok(theirs.get(keys[0])?.length && theirs.get(keys[1])?.length, "no spike is on its way");
    assert.ok(theirs.get(keys[2])?.includes(1), "no weight has changed");
    run.dispose();
  });

  test(`${name}: weights are normalized where it is asked for, those of marked columns; writing weights marks all`, async () => {
    const run = await backend.compile(plasticProgram(2));
    const sums = async () => {
      const w = Array.from(await run.read("learn.w"));
      return Array.from({ length: 10 }, (_, j) => w.reduce((sum, x, s) => (s % 10 === j ? sum + x : sum), 0));
    };
    const areNormal = async () => (await sums()).every((sum) => Math.abs(sum - 4) < 1e-4);
    const silence: Presentation = { ...shown(1, true), steps: 1, inputs: new Map() };
    await run.present({ ...silence, normalize: false });
    assert.not.ok(await areNormal());
    await run.present(silence);
    assert.ok(await areNormal());
    assert.equal((await run.snapshot()).get(marksKey("learn")), new Int32Array(10));
    await run.write("learn.w", new Array(120).fill(0.1));
    assert.equal((await run.snapshot()).get(marksKey("learn")), new Int32Array(10).fill(1));
    await run.present(silence);
    assert.ok(await areNormal());
    run.dispose();
  });

  test(`${name}: frozen copies side by side give what each gives by itself, and the network stays as it is`, async () => {
    const run = await backend.compile(plasticProgram(2));
    await run.present(shown(1, true));
    await (await run.fork(1, true)).dispose();
    const before = await run.snapshot();
    const all = [2, 3, 4, 5].map((seed) => shown(seed, false));
    const together = await sideBySide(run, all);
    const after = await run.snapshot();
    assert.equal(plainOf(after), plainOf(before));
    for (const [i, presentation] of all.entries()) {
      await run.restore(after);
      assert.equal(together[i], await run.present(presentation), `copy ${i}`);
    }
    assert.ok(new Set(together.map(({ counts }) => spikesIn(counts))).size > 1, "the inputs make no difference");
    run.dispose();
  });

  for (const combine of ["sum", "mean"] as const) {
    test(`${name}: copies that learn: the network moves by the ${combine} of their changes; without, it stays`, async () => {
      const [run, truth] = [await backend.compile(plasticProgram(3)), await reference.compile(plasticProgram(3))];
      await truth.present(shown(1, true));
      const start = await truth.snapshot();
      for (const each of [run, truth]) {
        await each.restore(start);
        const given = await each.fork(3, true);
        await given.present([shown(2, true)], [1]);
        await given.dispose();
        const fork = await each.fork(3, true);
        await fork.present([shown(2, true), shown(3, true), shown(4, true)], [0, 1, 2]);
        await fork.present([shown(5, true)], [1]);
        await fork.learn(combine);
      }
      for (const field of plasticProgram(3).fields.keys()) {
        const [found, expected] = [await run.read(field), await truth.read(field)];
        const scale = Math.max(1e-9, ...Array.from(expected, Math.abs));
        for (let i = 0; i < found.length; i++) {
          const isNear = Math.abs(found[i] - expected[i]) <= 10 * tolerance * scale;
          assert.ok(isNear, `${field}, [${i}]: ${found[i]} for ${expected[i]}`);
        }
      }
      const marks = await Promise.all([run, truth].map(async (each) => (await each.snapshot()).get(marksKey("learn"))));
      assert.equal(marks[0], marks[1]);
      run.dispose();
    });
  }

  test(`${name}: time, indices and random numbers have the reference's bits, by seed, presentation, step and element`, async () => {
    const [run, truth] = [await backend.compile(addressedProgram(7)), await reference.compile(addressedProgram(7))];
    const all: PresentationResult[] = [];
    for (const [number, before] of [
      [0, 0],
      [3, 0],
      [2 ** 40 + 3, 1000],
    ]) {
      const [found, expected] = [
        await run.present(addressed(number, before)),
        await truth.present(addressed(number, before)),
      ];
      all.push(expected);
      for (const [p, samples] of expected.samples.entries()) {
        assert.equal(Float32Array.from(found.samples[p]), Float32Array.from(samples), `probe ${p}`);
      }
      for (const field of addressedProgram(7).fields.keys()) {
        const [mine, theirs] = [await run.read(field), await truth.read(field)];
        const isExact = /\.(u|z)$/.test(field);
        for (let i = 0; i < theirs.length; i++) {
          const bound = isExact ? 0 : 1e-5 * Math.max(1, Math.abs(theirs[i]));
          const isNear = Math.abs(mine[i] - Math.fround(theirs[i])) <= bound;
          assert.ok(isNear, `${field}, [${i}]: ${mine[i]} for ${theirs[i]}`);
        }
      }
    }
    const drawn = (n: number) => [...all[n].samples[0], ...all[n].samples[1]];
    assert.is(new Set([0, 1, 2].flatMap(drawn)).size, 6 * 21 * addressedSteps, "a number was drawn twice");
    const other = await backend.compile(addressedProgram(8));
    assert.not.equal((await other.present(addressed(0))).samples[1], all[0].samples[1]);
    for (const each of [run, other]) each.dispose();
  });

  test(`${name}: copies side by side draw the random numbers of their own presentations`, async () => {
    const run = await backend.compile(addressedProgram(7));
    const start = await run.snapshot();
    const together = await sideBySide(
      run,
      [5, 6, 9].map((number) => ({ ...addressed(number), learning: false })),
    );
    for (const [i, number] of [5, 6, 9].entries()) {
      await run.restore(start);
      const alone = await run.present({ ...addressed(number), learning: false });
      assert.equal(together[i].samples, alone.samples, `copy ${i}`);
    }
    run.dispose();
  });

  test(`${name}: samples are what shorter presentations leave, and results are the caller's`, async () => {
    const run = await backend.compile(plasticProgram(2));
    await run.present(shown(1, true));
    const start = await run.snapshot();
    const probes = [
      { field: "a.v", every: 1 },
      { field: "b.theta", every: 7, elements: Int32Array.of(9, 0, 4, 5) },
      { field: "b.refractory", every: 3 },
      { field: "learn.w", every: 5, elements: Int32Array.of(119, 3, 60) },
      { field: "learn.xPre", every: 4 },
      { field: "a.g", every: STEPS + 1 },
    ];
    const whole = await run.present({ ...shown(3, true), probes });
    const kept = structuredClone(whole);
    for (const steps of [1, 5, 12, 20, STEPS]) {
      await run.restore(start);
      await run.present({ ...shown(3, true), probes: [], steps });
      for (const [p, { field, every, elements }] of probes.entries()) {
        const values = await run.read(field);
        const expected = elements ? Array.from(elements, (e) => values[e]) : [...values];
        assert.is(whole.samples[p].length, Math.floor(STEPS / every) * expected.length, field);
        if (steps % every !== 0) continue;
        const from = (steps / every - 1) * expected.length;
        for (const [e, x] of expected.entries()) {
          const sampled = whole.samples[p][from + e];
          assert.ok(Math.abs(sampled - x) <= 1e-6 * Math.abs(x), `${field}, step ${steps}: ${sampled} for ${x}`);
        }
      }
    }
    assert.equal(whole, kept, "a later presentation has changed an earlier result");
    run.dispose();
  });

  test(`${name}: unknown fields and wrong numbers of values are errors that name them`, async () => {
    const run = await backend.compile(plasticProgram(1));
    const fails = async (work: () => Promise<unknown>, text: RegExp) => {
      const error = await work().then(
        () => undefined,
        (e: unknown) => e,
      );
      assert.instance(error, BackendError);
      assert.match((error as BackendError).message, text);
    };
    await fails(() => run.read("a.w"), /found "a\.w", expected one of a\.v/);
    await fails(() => run.write("a.v", [1]), /"a\.v": found 1 values, expected 10/);
    run.dispose();
  });
}

/** What stands under names that every backend knows. */
const plainOf = (snapshot: Snapshot): Snapshot =>
  new Map([...snapshot].filter(([key]) => !key.includes("/") || /^(pending|marks)\//.test(key)));

/** Presents each to a frozen copy of its own. */
export async function sideBySide(run: Executable, presentations: readonly Presentation[]) {
  const fork = await run.fork(presentations.length, false);
  try {
    return await fork.present(presentations, [...presentations.keys()]);
  } finally {
    await fork.dispose();
  }
}
