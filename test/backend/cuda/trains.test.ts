import { test } from "uvu";
import * as assert from "uvu/assert";
import { type History, packTrains } from "../../../src/backend/cuda/trains.js";
import type { SpikeTrain } from "../../../src/spikes/spikeTrain.js";
import { Dice } from "../dice.js";
import { randomTrain } from "../randomNetwork.js";

const NEURONS = 9;

test("packed trains hold, step by step, what the definition says", () => {
  const dice = new Dice(4);
  for (let round = 0; round < 300; round++) {
    const [lead, steps, networks] = [dice.whole(0, 5), dice.whole(0, 7), dice.whole(1, 4)];
    const trains = Array.from({ length: networks }, () =>
      dice.chance(0.2) ? undefined : randomTrain(dice, dice.whole(1, 9), NEURONS),
    );
    const histories = trains.map(() => randomHistory(dice, lead));
    const { offsets, indices, after } = packTrains(trains, histories, lead, steps);
    const stride = lead + steps + 1;
    assert.is(offsets.length, networks * stride);
    for (const [n, train] of trains.entries()) {
      for (let k = -lead; k < steps; k++) {
        const at = n * stride + lead + k;
        const found = [...indices.subarray(offsets[at], offsets[at + 1])];
        assert.equal(found, spikesAt(train, histories[n], k), `round ${round}, network ${n}, step ${k}`);
      }
      assert.is(offsets[n * stride], n === 0 ? 0 : offsets[n * stride - 1]);
      const expected = Array.from({ length: lead }, (_, i) => spikesAt(train, histories[n], steps - 1 - i));
      assert.equal(
        after[n].map((spikes) => [...spikes]),
        expected,
      );
    }
    assert.is(indices.length, offsets.at(-1));
  }
});

function spikesAt(train: SpikeTrain | undefined, history: History, k: number): number[] {
  if (k < 0) return [...(history[-k - 1] ?? [])];
  if (!train || k >= train.steps) return [];
  return [...train.indices.subarray(train.offsets[k], train.offsets[k + 1])];
}

/** At most `lead` steps: a network that has just been made has none. */
function randomHistory(dice: Dice, lead: number): History {
  return Array.from({ length: dice.whole(0, lead) }, () =>
    Int32Array.from(Array.from({ length: NEURONS }, (_, i) => i).filter(() => dice.chance(0.2))),
  );
}

test.run();
