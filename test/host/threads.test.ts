import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { BackendError } from "../../src/errors.js";
import { assemble } from "../../src/host/assemble.js";
import { Threads } from "../../src/host/threads.js";
import { webAssembly } from "../../src/host/webAssembly.js";

const [FAILED, AWAITED, ANSWER] = [64, 128, 192];
const memory = () => new webAssembly.Memory({ initial: 1, maximum: 65536, shared: true });

/** A module whose export waits for a word to change, and then does something. */
const waiting = (then: string) =>
  assemble(`(module
(import "host" "cos" (func $cos (param f64) (result f64)))
(import "host" "memory" (memory 1 65536 shared))
(func (export "run")
  (drop (memory.atomic.wait32 (i32.const ${AWAITED}) (i32.const 0) (i64.const -1)))
  ${then}))`);

const start = (shared: ReturnType<typeof memory>, texts: readonly string[]) =>
  Threads.start({
    ...{ binaries: texts.map(waiting), entry: "run", memory: shared, functions: ["cos"] },
    ...{ failed: FAILED, awaited: [AWAITED] },
  });

const wake = (words: Int32Array) => {
  Atomics.store(words, AWAITED / 4, 1);
  Atomics.notify(words, AWAITED / 4);
};

/** Waits for a word that another thread writes. */
function await1(words: Int32Array, address: number): number {
  Atomics.wait(words, address / 4, 0, 20_000);
  return Atomics.load(words, address / 4);
}

const rejection = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test("threads run an export over the shared memory, with the functions that it imports", async () => {
  const shared = memory();
  const words = new Int32Array(shared.buffer);
  const answer = `(drop (i32.atomic.rmw.add (i32.const ${ANSWER}) (i32.trunc_f64_s (call $cos (f64.const 0)))))
  (drop (memory.atomic.notify (i32.const ${ANSWER}) (i32.const 1)))`;
  const threads = await start(shared, [answer]);
  await threads.together(() => wake(words));
  assert.is(await1(words, ANSWER), 1);
  await threads.end();
});

test("a thread that fails is an error of the work that waits for it, and of all work after that", async () => {
  const shared = memory();
  const words = new Int32Array(shared.buffer);
  const threads = await start(shared, ["(unreachable)", ""]);
  const work = () => {
    wake(words);
    if (await1(words, FAILED) === 1) throw new Error("as the barrier does where another thread has failed");
  };
  for (const again of [work, () => assert.unreachable("work has begun")]) {
    const error = await rejection(threads.together(again));
    assert.instance(error, BackendError);
    assert.match((error as Error).message, /^threads: a thread has failed: unreachable\. Compile the network again/);
  }
  await threads.end();
});

test("an error of this thread's own passes on, and the others do not wait for it", async () => {
  const shared = memory();
  const words = new Int32Array(shared.buffer);
  const threads = await start(shared, ["(unreachable)"]);
  const own = new RangeError("mine");
  assert.is(
    await rejection(
      threads.together(() => {
        throw own;
      }),
    ),
    own,
  );
  assert.is(Atomics.load(words, FAILED / 4), 1);
  assert.match(String(await rejection(threads.together(() => {}))), /a thread has failed: mine/);
  await threads.end();
});

test("a module that cannot be made is an error at the start", async () => {
  const plan = { entry: "run", memory: memory(), functions: [], failed: FAILED, awaited: [AWAITED] };
  const error = await rejection(Threads.start({ ...plan, binaries: [Uint8Array.of(1, 2, 3)] }));
  assert.instance(error, BackendError);
  assert.match((error as Error).message, /a thread has failed: .*WebAssembly\.Module/);
});

/** The workers that are started from here on. */
function watchWorkers(): Worker[] {
  const workers: Worker[] = [];
  process.on("worker", (worker: Worker) => workers.push(worker));
  return workers;
}

test("a thread that is ended from outside while another waits for it is an error, and so is all work after that", async () => {
  const workers = watchWorkers();
  const shared = memory();
  const words = new Int32Array(shared.buffer);
  const threads = await start(shared, ["(unreachable)", "(unreachable)"]);
  const error = await rejection(
    threads.together(() => {
      void workers[1].terminate();
      // The events of this thread wait as well.
      for (let looks = 0; looks < 100 && Atomics.load(words, FAILED / 4) === 0; looks++) {
        Atomics.wait(words, ANSWER / 4, 0, 50);
        threads.look();
      }
      assert.is(Atomics.load(words, FAILED / 4), 1, "the end of the thread was not seen");
      throw new Error("as the barrier does where another thread has failed");
    }),
  );
  assert.instance(error, BackendError);
  assert.match((error as Error).message, "threads: a thread has failed: it has ended. Compile the network again");
  const again = await rejection(threads.together(() => assert.unreachable("work has begun")));
  assert.match(String(again), "a thread has failed");
  await threads.end();
});

test("threads that live pass for living, however early one looks", async () => {
  for (let round = 0; round < 5; round++) {
    const shared = memory();
    const threads = await start(shared, ["(unreachable)", "(unreachable)"]);
    await threads.together(() => {
      for (let looks = 0; looks < 3; looks++) threads.look();
    });
    assert.is(Atomics.load(new Int32Array(shared.buffer), FAILED / 4), 0);
    await threads.end();
  }
});

test("a thread that has ended between two pieces of work is an error of the second", async () => {
  const workers = watchWorkers();
  const threads = await start(memory(), ["(unreachable)"]);
  await workers[0].terminate();
  const error = await rejection(threads.together(() => assert.unreachable("work has begun")));
  assert.match(String(error), "BackendError: threads: a thread has failed: it has ended.");
  await threads.end();
});

test("threads that sleep end when they are told to", async () => {
  const threads = await start(memory(), ["(unreachable)", "(unreachable)"]);
  await threads.end();
  assert.match(String(await rejection(threads.together(() => {}))), /disposed of/);
});

test("threads end with the last one who could use them", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const begin = async () => new WeakRef(await start(memory(), ["(unreachable)"]));
  const begun = await begin();
  for (let i = 0; i < 100 && begun.deref() !== undefined; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  assert.is(begun.deref(), undefined);
});

test.run();
