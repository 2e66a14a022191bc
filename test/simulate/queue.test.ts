import { test } from "uvu";
import * as assert from "uvu/assert";
import { Queue } from "../../src/simulate/queue.js";

const pause = (ms = 1) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("work is done in the order of the calls, one thing at a time; what fails does not stop the rest", async () => {
  const queue = new Queue();
  const done: string[] = [];
  const add = (name: string, wait: number) =>
    queue.add(async () => {
      done.push(`${name} begins`);
      await pause(wait);
      done.push(`${name} ends`);
      if (name === "b") throw new Error(name);
    });
  const ended = await Promise.allSettled([add("a", 5), add("b", 1), add("c", 0)]);
  assert.equal(done, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  assert.equal(
    ended.map((e) => e.status),
    ["fulfilled", "rejected", "fulfilled"],
  );
});

test("a hook's own work is let in; what others ask for while it waits comes after all of it", async () => {
  const queue = new Queue();
  const done: string[] = [];
  const note = (name: string) =>
    queue.add(async () => {
      await pause();
      done.push(name);
    });
  let foreign: Promise<void> | undefined;
  setTimeout(() => {
    foreign = note("foreign");
  }, 3);
  await queue.add(async () => {
    done.push("first part");
    await queue.letIn(async () => {
      await note("the hook's");
      await pause(10);
      void note("the hook's, not waited for");
    });
    done.push("second part");
  });
  await foreign;
  assert.equal(done, ["first part", "the hook's", "the hook's, not waited for", "second part", "foreign"]);
});

test("what a hook leaves behind waits like everything else", async () => {
  const queue = new Queue();
  const done: string[] = [];
  let late: Promise<void> | undefined;
  await queue.add(async () => {
    await queue.letIn(() => {
      setTimeout(() => {
        late = queue.add(async () => {
          done.push("late");
        });
      }, 2);
    });
    await pause(8);
    done.push("second part");
  });
  await late;
  assert.equal(done, ["second part", "late"]);
});

test.run();
