import { test } from "uvu";
import * as assert from "uvu/assert";
import { inOrder } from "../../../src/notebook/widgets/sendInOrder.js";

test("a socket that is busy for a moment gets the next messages afterwards, in their order", async () => {
  const arrived: string[] = [];
  let isBusy = false;
  // Every third message is on its way for a turn of the event loop; meanwhile the socket refuses others, as ZeroMQ's do.
  const send = inOrder(async ([frame]) => {
    if (isBusy) throw new Error("busy");
    if (arrived.length % 3 === 2) {
      isBusy = true;
      await new Promise((later) => setTimeout(later, 1));
      isBusy = false;
    }
    arrived.push(String(frame));
  });
  const socket = { send };
  const words = Array.from({ length: 20 }, (_, k) => `message ${k}`);
  await Promise.all(words.map((word) => socket.send([word])));
  assert.equal(arrived, words);
  await socket.send(["one more"]);
  assert.is(arrived.at(-1), "one more");
});

test("a message that cannot be sent keeps none back", async () => {
  const arrived: string[] = [];
  const socket = {
    send: inOrder(async ([frame]) => {
      if (frame === "bad") throw new Error("cannot be sent");
      arrived.push(String(frame));
    }),
  };
  const [bad] = await Promise.allSettled(["bad", "good"].map((word) => socket.send([word])));
  assert.is(bad.status, "rejected");
  assert.equal(arrived, ["good"]);
});

test.run();
