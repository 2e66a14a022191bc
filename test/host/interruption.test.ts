import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  catchInterrupts,
  Interrupted,
  isInterrupted,
  onInterrupt,
  throwIfInterrupted,
  yieldToEvents,
} from "../../src/host/interruption.js";
import { FakeKernel } from "./fakeKernel.js";

/** One a process: the library keeps the copy of tslab that it found. */
const kernel = new FakeKernel();
const pressStop = () => process.emit("SIGINT");

test("outside a notebook Ctrl-C keeps its meaning", async () => {
  await yieldToEvents();
  throwIfInterrupted();
  onInterrupt(() => {})();
  assert.is(process.listenerCount("SIGINT"), 0);
});

test("a command that catches Ctrl-C is told; a second one, later than an echo of the first, ends it", async () => {
  const { signal, restore } = catchInterrupts();
  const { kill } = process;
  const sent: unknown[] = [];
  process.kill = (pid, name) => {
    sent.push(pid, name);
    return true;
  };
  try {
    assert.not(signal.aborted);
    pressStop();
    pressStop();
    assert.ok(signal.aborted);
    assert.equal(sent, []);
    throwIfInterrupted();
    await new Promise((wait) => setTimeout(wait, 600));
    pressStop();
    assert.equal(sent, [process.pid, "SIGINT"]);
    assert.is(process.listenerCount("SIGINT"), 0);
  } finally {
    process.kill = kill;
    restore();
  }
});

test("Ctrl-C has its usual effect again after the command", () => {
  const { signal, restore } = catchInterrupts();
  restore();
  assert.is(process.listenerCount("SIGINT"), 0);
  assert.not(signal.aborted);
});

test("a stop holds for the cell that ran, and for no later one", async () => {
  kernel.startCell();
  throwIfInterrupted();
  let heard = 0;
  const end = onInterrupt(() => {
    heard += 1;
  });
  // Listening begins when the part of the cell before its first await is over.
  await Promise.resolve();
  pressStop();
  assert.ok(isInterrupted());
  assert.is(heard, 1);
  await new Promise((wait) => setTimeout(wait, 25));
  const failure = await yieldToEvents().catch((error: unknown) => error);
  assert.instance(failure, Interrupted);

  kernel.startCell();
  assert.not(isInterrupted());
  await yieldToEvents();
  end();
  pressStop();
  assert.is(heard, 1);
});

test("tslab's stack trace at a stop becomes one line, other text stays", () => {
  kernel.startCell();
  throwIfInterrupted();
  const written: unknown[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: string | Uint8Array) => written.push(text) > 0;
  pressStop();
  process.stderr.write("a warning\n");
  process.stderr.write("Error: Interrupted asynchronously\n    at createExecutor (executor.js:87:23)\n");
  process.stderr.write("Error: Interrupted asynchronously, said by someone else\n");
  process.stderr.write = write;
  assert.is(written[0], "a warning\n");
  assert.match(String(written[1]), /^Stopped by the user\. [^\n]*\n$/);
  assert.match(String(written[2]), /someone else/);
});

test("waiting lets the event loop run", async () => {
  kernel.startCell();
  await new Promise((wait) => setTimeout(wait, 25));
  let ran = false;
  setImmediate(() => {
    ran = true;
  });
  await yieldToEvents();
  assert.ok(ran);
});

test.run();
