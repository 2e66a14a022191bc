import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  correlogram,
  decodeDelta,
  deltaSpikes,
  latencySpikes,
  ms,
  onOffContrasts,
  spikeTrain,
} from "../../src/index.js";

test("an even surface has no contrast, and no spike", () => {
  const contrasts = onOffContrasts(new Float64Array(400).fill(200), { rows: 20, columns: 20 });
  const spikes = latencySpikes(contrasts, { white: 1, latest: ms(100), dt: ms(1) });
  const fired = new Set(Array.from(spikes.indices, (i) => i >> 1));
  for (let y = 5; y < 15; y++) {
    for (let x = 5; x < 15; x++) {
      const place = 20 * y + x;
      assert.equal([contrasts[2 * place], contrasts[2 * place + 1], fired.has(place)], [0, 0, false]);
    }
  }
});

test("a ramp that grows by the threshold in every step is decoded without delay", () => {
  const ramp = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const decoded = decodeDelta(deltaSpikes(ramp, { threshold: 0.1, dt: ms(1) }), { threshold: 0.1 });
  for (const [k, value] of ramp.entries()) assert.ok(Math.abs(decoded[k] - value) < 1e-6, `${k}: ${decoded[k]}`);
});

test("a neuron that spikes at random has as many pairs with itself as expected", () => {
  let state = 11;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 2 ** 31;
  };
  let [found, expected] = [0, 0];
  for (let n = 0; n < 2000; n++) {
    const at = new Set<number>();
    while (at.size < 3) at.add(Math.floor(200 * next()));
    const events = [...at].sort((a, b) => a - b).map((step) => ({ step, neuron: 0 }));
    const train = spikeTrain(events, { steps: 200, neurons: 1, dt: ms(1) });
    const { counts, expected: mean } = correlogram(train, { neurons: [0, 0], longest: ms(50) });
    found += counts.reduce((a, b) => a + b, 0);
    expected += mean.reduce((a, b) => a + b, 0);
  }
  // The standard deviation of the ratio is about 1 %.
  assert.ok(Math.abs(found / expected - 1) < 0.04, `${found} for ${expected}`);
});

test.run();
