import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation, PresentationResult } from "../../../src/backend/backend.js";
import { cudaBackend } from "../../../src/backend/cuda/cuda.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { BackendError } from "../../../src/errors.js";
import { type Host, openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";
import { sideBySide } from "../conformance.js";
import { plasticInput, plasticProgram, STEPS } from "../plasticNetwork.js";

const SHAPE: Shape = { barrier: "block", blocks: 1, threads: 8 };
const OUT_OF_MEMORY = 2;
const LAUNCH_FAILED = 719;

const presentation = (seed: number, learning: boolean): Presentation => ({
  ...{
    steps: STEPS,
    normalize: true,
    countSteps: STEPS,
    learning,
    recordSpikes: ["a", "b"],
    probes: [{ field: "b.g", every: 9 }],
  },
  inputs: plasticInput(seed),
});

async function failureOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    assert.instance(error, BackendError);
    return error instanceof Error ? error.message : "";
  }
  throw new Error("expected an error");
}

function tests(host: Host): void {
  test("the same seed gives the same bits, in any order of threads; a snapshot continues bit for bit", async () => {
    const backend = host.backend({ shape: SHAPE });
    const [first, second] = [await backend.compile(plasticProgram(1)), await backend.compile(plasticProgram(1))];
    for (let i = 0; i < 3; i++) {
      assert.equal(await first.present(presentation(i, true)), await second.present(presentation(i, true)));
    }
    assert.equal(await first.snapshot(), await second.snapshot());
    const snapshot = await first.snapshot();
    const onward = await first.present(presentation(9, true));
    await second.present(presentation(5, true));
    await second.restore(snapshot);
    assert.equal(await second.present(presentation(9, true)), onward);
    assert.equal(await second.read("learn.w"), await first.read("learn.w"));
    for (const run of [first, second]) run.dispose();
    assert.is(host.held(), 0);
  });

  for (const shape of [SHAPE, { barrier: "grid", blocks: 2, threads: 4 }] as const) {
    test(`networks side by side give what each gives by itself, however the others wait (${shape.barrier})`, async () => {
      const backend = host.backend({ shape });
      // The last one has kernels of its own.
      const programs = [plasticProgram(3), plasticProgram(4), plasticProgram(5), plasticProgram(5, 4)];
      const ensemble = await backend.compileMany(programs);
      const rounds = [[0, 1, 2, 3], [1, 3], [1], [0, 2, 1], [3, 2, 1, 0]];
      const long = (seed: number) => ({ ...presentation(seed, seed % 3 > 0), steps: [STEPS, 5 * STEPS][seed % 2] });
      const shown: { readonly seed: number; readonly result: PresentationResult }[][] = programs.map(() => []);
      for (const [seed, members] of rounds.entries()) {
        const results = await ensemble.present(
          members.map(() => long(seed)),
          members,
        );
        for (const [i, member] of members.entries()) shown[member].push({ seed, result: results[i] });
      }
      for (const [n, each] of programs.entries()) {
        const alone = await backend.compile(each);
        for (const { seed, result } of shown[n]) assert.equal(result, await alone.present(long(seed)));
        assert.equal(await ensemble.members[n].snapshot(), await alone.snapshot());
        alone.dispose();
      }
      const [a, b] = [await ensemble.members[2].read("learn.w"), await ensemble.members[3].read("learn.w")];
      assert.not.equal(a, b, "the parameter makes no difference");
      ensemble.dispose();
      assert.is(host.held(), 0);
    });
  }

  test("a member is an executable: others stay as they are", async () => {
    const backend = host.backend({ shape: SHAPE });
    const ensemble = await backend.compileMany([3, 4].map((seed) => plasticProgram(seed)));
    const alone = await backend.compile(plasticProgram(4));
    const [other, member] = ensemble.members;
    const before = await other.snapshot();
    for (const run of [member, alone]) {
      await run.present(presentation(1, true));
      await run.write("a.theta", new Array(10).fill(1));
    }
    const frozen = [2, 3].map((seed) => presentation(seed, false));
    assert.equal(await sideBySide(member, frozen), await sideBySide(alone, frozen));
    const learning = [4, 5, 6].map((seed) => presentation(seed, true));
    const forks = [await member.fork(3, true), await alone.fork(3, true)];
    const [found, expected] = [
      await forks[0].present(learning, [0, 1, 2]),
      await forks[1].present(learning, [0, 1, 2]),
    ];
    assert.equal(found, expected);
    for (const fork of forks) {
      await fork.present([presentation(7, true)], [1]);
      await fork.learn("sum");
    }
    assert.equal(await member.snapshot(), await alone.snapshot());
    assert.equal(await other.snapshot(), before);
    await member.restore(before);
    assert.equal(await member.read("learn.w"), await other.read("learn.w"));
    ensemble.dispose();
    alone.dispose();
    assert.is(host.held(), 0);
  });

  test("a slow decay keeps its precision, and a long presentation is cut into launches", async () => {
    const run = await host.backend({ shape: SHAPE }).compile(plasticProgram(6));
    await run.write("a.theta", new Array(10).fill(20));
    const steps = 5000;
    const before = host.launches();
    await run.present({ ...presentation(1, true), steps, probes: [], recordSpikes: [] });
    assert.ok(host.launches() - before > 3);
    await run.write("a.theta", new Array(10).fill(20));
    await run.write("a.v", new Array(10).fill(-1e6));
    await run.present({
      steps,
      normalize: true,
      countSteps: 0,
      learning: true,
      inputs: new Map(),
      recordSpikes: [],
      probes: [],
    });
    const [theta] = await run.read("a.theta");
    const expected = 20 * Math.exp((-steps * 0.5) / 1e7);
    assert.ok(Math.abs(theta - expected) < 4e-6, `${theta} for ${expected}`);
    run.dispose();
  });

  for (const shape of [
    SHAPE,
    { barrier: "grid", blocks: 3, threads: 4 },
    { barrier: "cluster", blocks: 2, threads: 4 },
  ] as const) {
    test(`samples are what a shorter presentation leaves, cost no launch and change no bit (${shape.barrier})`, async () => {
      const run = await host.backend({ shape }).compile(plasticProgram(2));
      await run.present(presentation(1, true));
      const start = await run.snapshot();
      const plain = { ...presentation(3, true), probes: [] };
      const probes = [
        { field: "a.v", every: 1 },
        { field: "b.theta", every: 7, elements: Int32Array.of(9, 0, 4, 5) },
        { field: "b.refractory", every: 3 },
        { field: "learn.w", every: 5, elements: Int32Array.of(119, 3, 60) },
        { field: "learn.w", every: 20 },
        { field: "learn.xPre", every: 4 },
        { field: "learn.xPost", every: 6, elements: Int32Array.of(7) },
        { field: "a.g", every: STEPS + 1 },
      ];
      const launchesOf = async (presentation: Presentation) => {
        await run.restore(start);
        const before = host.launches();
        const { samples } = await run.present(presentation);
        return { launches: host.launches() - before, samples, state: await run.snapshot() };
      };
      const [without, sampled] = [await launchesOf(plain), await launchesOf({ ...plain, probes })];
      assert.equal(sampled.state, without.state);
      assert.is(sampled.launches, without.launches);
      for (const steps of [1, 5, 12, 20, STEPS]) {
        await run.restore(start);
        await run.present({ ...plain, steps });
        for (const [p, { field, every, elements }] of probes.entries()) {
          const values = await run.read(field);
          const expected = elements ? Array.from(elements, (e) => values[e]) : [...values];
          assert.is(sampled.samples[p].length, Math.floor(STEPS / every) * expected.length, field);
          if (steps % every !== 0) continue;
          const from = (steps / every - 1) * expected.length;
          assert.equal(
            [...sampled.samples[p].slice(from, from + expected.length)],
            expected,
            `${field}, step ${steps}`,
          );
        }
      }
      run.dispose();
      assert.is(host.held(), 0);
    });
  }

  test("presentations may be handed over before the last one has ended", async () => {
    const backend = host.backend({ shape: SHAPE });
    const [one, other] = [await backend.compile(plasticProgram(8)), await backend.compile(plasticProgram(8))];
    const overlapping = await Promise.all([1, 2, 3].map((seed) => one.present(presentation(seed, true))));
    for (const [i, seed] of [1, 2, 3].entries()) {
      assert.equal(overlapping[i], await other.present(presentation(seed, true)));
    }
    for (const run of [one, other]) run.dispose();
    assert.is(host.held(), 0);
  });

  test("too little memory: says how much was needed and for what, and frees all", async () => {
    host.limit(20_000);
    const message = await failureOf(() => host.backend({ shape: SHAPE }).compile(plasticProgram(1)));
    host.limit(2 ** 32);
    assert.match(message, /found 0\.0 MiB of 0\.0 MiB free on the device, expected 0\.\d MiB for /);
    assert.is(host.held(), 0);
    const run = await host.backend({ shape: SHAPE }).compile(plasticProgram(1));
    await (await run.fork(1, false)).dispose();
    host.fail("cuMemAlloc_v2", OUT_OF_MEMORY);
    const many = await failureOf(() => sideBySide(run, [presentation(1, false), presentation(2, false)]));
    assert.match(many, /for 2 networks\. Use a smaller network/);
    assert.is((await sideBySide(run, [presentation(1, false)])).length, 1);
    run.dispose();
    assert.is(host.held(), 0);
  });

  test("a kernel that crashes ends in an error that says so, and all can be freed", async () => {
    const run = await host.backend({ shape: SHAPE }).compile(plasticProgram(1));
    host.fail("cuEventQuery", LAUNCH_FAILED);
    const message = await failureOf(() => run.present(presentation(1, true)));
    assert.match(message, /CUDA_ERROR_LAUNCH_FAILED \(unspecified launch failure\)\. A kernel has crashed/);
    assert.match(await failureOf(() => run.read("a.v")), /CUDA_ERROR_LAUNCH_FAILED/);
    run.dispose();
    host.recover();
    assert.is(host.held(), 0);
    assert.match(await failureOf(() => run.read("a.v")), /after dispose/);
  });

  test("every step of compiling frees what came before it when it fails", async () => {
    for (const call of [
      "cuDevicePrimaryCtxRetain",
      "cuModuleLoadData",
      "cuMemAlloc_v2",
      "cuMemcpyHtoDAsync_v2",
      "cuEventRecord",
    ]) {
      for (const after of [0, 1]) {
        host.fail(call, 1, after);
        const compiled = host.backend({ shape: SHAPE }).compile(plasticProgram(1));
        const ended = await compiled.then((run) => run.dispose()).catch((error: Error) => error.message);
        if (typeof ended === "string") assert.match(ended, `cuda, ${call}: found CUDA_ERROR (some error)`);
        host.recover();
        assert.is(host.held(), 0, call);
      }
    }
  });

  test("the compiler's errors come with the line of the source; other options are checked", async () => {
    const backend = host.backend({ shape: { ...SHAPE, threads: 8 } });
    const broken = plasticProgram(1);
    const [step] = broken.learning.populations;
    const wrongCall = { ...step, threshold: { kind: "call", fn: "abs", args: [] } } as const;
    const wrong = { ...broken, learning: { ...broken.learning, populations: [wrongCall] } };
    const message = await failureOf(() => backend.compile(wrong));
    assert.match(message, /NVRTC 12\.0 rejects the generated source \(NVRTC_ERROR_COMPILATION\)/);
    assert.match(message, /line \d+: .*fabsf/);
    assert.match(
      await failureOf(() => host.backend({ device: 7 }).compile(plasticProgram(1))),
      /device 7, expected one of 0 to 1/,
    );
    assert.is(await host.backend({ device: 1 }).unavailable(), undefined);
    for (const [device, shape] of [
      [0, { barrier: "block", blocks: 2, threads: 8 }],
      [0, { barrier: "grid", blocks: 2, threads: 6 }],
      [0, { barrier: "cluster", blocks: 3, threads: 8 }],
      [1, { barrier: "cluster", blocks: 2, threads: 8 }],
    ] as const) {
      const refused = await failureOf(() => host.backend({ device, shape }).compile(plasticProgram(1)));
      assert.match(refused, `shape: found a ${shape.barrier} of ${shape.blocks} × ${shape.threads} threads, expected `);
    }
    const run = await backend.compile(plasticProgram(1));
    assert.match(await failureOf(() => run.read("a.w")), /found "a\.w", expected one of a\.v/);
    assert.match(await failureOf(() => run.write("a.v", [1])), /found 1 values, expected 10/);
    const longer = { ...presentation(1, false), steps: STEPS + 1 };
    assert.match(await failureOf(() => sideBySide(run, [presentation(1, false), longer])), /presentation 1 differs/);
    const crowd = new Array(65_536).fill(presentation(1, false));
    assert.match(await failureOf(() => sideBySide(run, crowd)), /found 65536 presentations .* at most 65535/);
    run.dispose();
    assert.is(host.held(), 0);
  });
}

test("without a driver, one line says what is missing", async () => {
  const why = await cudaBackend({ driver: "libcuda-that-is-nowhere.so.1" }).unavailable();
  assert.match(why ?? "", /^found no library libcuda-that-is-nowhere\.so\.1, expected an NVIDIA driver/);
});

const host = openHost();
if (typeof host === "string")
  skip(test, "the CUDA backend's run-time code, against stand-ins for NVIDIA's libraries", host);
else {
  tests(host);
  test.after(host.dispose);
}

test.run();
