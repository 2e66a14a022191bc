import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, convEth, kheradpisheh2018, latencySpikes, ms, onOffContrasts } from "../../src/index.js";
import { refused } from "../refused.js";

test("convEth: 25 filters of 16 × 16 at 4 × 4 places, stride 4, sums of 78·wMax·16²/784 (SpikeTorch's conv_eth.py)", async () => {
  const net = convEth();
  assert.equal(net.parts.exc.grid, [4, 4, 25]);
  assert.equal([net.parts.exc.size, net.parts.inh.size, net.parts.input.size], [400, 400, 784]);
  assert.is(net.parts.inputToExc.normalize, (78 * 256) / 784);
  const sim = await compile(net, { dt: ms(1), backend: "wasm", seed: 1 });
  const start = await sim.state.inputToExc.w.read();
  assert.is(start.length, 16 * 16 * 25);
  assert.ok(Math.min(...start) >= 0.003 && Math.max(...start) < 0.303);
  // A cross, as bright as the script shows digits: a quarter of the gray value in Hz.
  const rates = Float32Array.from({ length: 784 }, (_, i) =>
    Math.abs((i % 28) - 13) < 3 || Math.abs(i / 28 - 13) < 3 ? 63 : 0,
  );
  const { counts } = await sim.present({ input: rates }, { duration: ms(350), rest: ms(150) });
  assert.ok(counts.exc.reduce((sum, n) => sum + n, 0) > 5);
  await sim.present({}, { duration: ms(1), learning: false });
  const w = await sim.state.inputToExc.w.read();
  for (let f = 0; f < 25; f++) {
    const sum = w.reduce((total, x, s) => (s % 25 === f ? total + x : total), 0);
    assert.ok(Math.abs(sum - (78 * 256) / 784) < 1e-3, `filter ${f}: ${sum}`);
  }
  // All places of a filter have learned what the cross looks like: its pixels gain on the others.
  const spiking = new Set([...counts.exc.entries()].flatMap(([j, n]) => (n > 0 ? [j % 25] : [])));
  assert.ok(spiking.size > 0);
  const changed = (f: number) => w.some((x, s) => s % 25 === f && Math.abs(x / start[s] - w[f] / start[f]) > 1e-3);
  for (let f = 0; f < 25; f++) assert.is(changed(f), spiking.has(f), `filter ${f}`);
  sim.dispose();
});

test("convEth: a place sees its window: one pixel reaches the places and elements that cover it, by their weights", async () => {
  const net = convEth({ image: 6, filters: 2, size: 4, stride: 2 });
  const sim = await compile(net, { dt: ms(1), backend: "reference", seed: 2 });
  const w = await sim.state.inputToExc.w.read();
  // Pixel (3, 2): places (0, 0), (0, 1), (1, 0), (1, 1) see it at (3, 2), (3, 0), (1, 2), (1, 0).
  const rates = new Float32Array(36);
  rates[3 * 6 + 2] = 999;
  const { spikes } = await sim.present({ input: rates }, { duration: ms(1), learning: false, record: ["input"] });
  assert.is(spikes.input.indices.length, 1);
  const v = await sim.state.exc.v.read();
  const normal = (f: number) => (78 * 16) / 784 / w.reduce((sum, x, s) => (s % 2 === f ? sum + x : sum), 0);
  for (const [place, at] of [14, 12, 6, 4].entries()) {
    for (const f of [0, 1]) {
      const expected = -65 + w[2 * at + f] * normal(f);
      assert.ok(Math.abs(v[2 * place + f] - expected) < 2e-5, `${place}, ${f}: ${v[2 * place + f]} for ${expected}`);
    }
  }
  sim.dispose();
});

test("onOffContrasts: a point is bright in its middle and dark around it; an even surface inside has no contrast", () => {
  const point = new Float32Array(81);
  point[40] = 200;
  const contrasts = onOffContrasts(point, { rows: 9, columns: 9 });
  assert.is(contrasts[80], 1);
  assert.is(contrasts[81], 0);
  assert.ok(contrasts[2 * 42] === 0 && contrasts[2 * 42 + 1] > 0);
  // Both Gaussians sum to 1: of a point, ON and OFF answers add up to the same.
  const sum = (channel: number) => contrasts.reduce((total, x, i) => (i % 2 === channel ? total + x : total), 0);
  assert.ok(Math.abs(sum(0) - sum(1)) < 1e-5);
  const even = onOffContrasts(new Float32Array(225).fill(100), { rows: 15, columns: 15, threshold: 0.001 });
  for (let y = 3; y < 12; y++)
    for (let x = 3; x < 12; x++) assert.is(even[2 * (15 * y + x)] + even[2 * (15 * y + x) + 1], 0);
  assert.throws(() => onOffContrasts(point, { rows: 9, columns: 9, size: 4 }), /expected an odd number/);
  assert.throws(() => onOffContrasts(point, { rows: 9, columns: 8 }), /found 81 values, expected 72/);
});

/** Bars that are brighter to the left. */
const bars = Uint8Array.from({ length: 144 }, (_, i) => ((i % 12) % 4 < 2 ? 255 - 10 * (i % 12) : 0));
const seen = latencySpikes(onOffContrasts(bars, { rows: 12, columns: 12, threshold: 0.1 }), {
  ...{ latest: ms(14), dt: ms(1), white: 1 },
});

test("kheradpisheh2018: while a layer learns, each map wins once for an image, and no two winners are near (section 2.2)", async () => {
  const net = kheradpisheh2018({ image: [12, 12], maps: [6, 8], threshold: [6, 3] });
  assert.equal(net.parts.conv1.grid, [12, 12, 6]);
  assert.equal(
    [net.parts.pool1.grid, net.parts.conv2.grid],
    [
      [6, 6, 6],
      [6, 6, 8],
    ],
  );
  const sim = await compile(net, { dt: ms(1), backend: "wasm", seed: 1 });
  const { state } = sim;
  const before = await state.inputToConv1.w.read();
  for (let image = 0; image < 3; image++) {
    const reset = [state.conv1.v, state.pool1.v, state.conv2.v, state.inputToConv1.x];
    const { counts } = await sim.present({ input: seen }, { duration: ms(18), reset });
    const winners = [...counts.conv1.entries()].flatMap(([j, n]) => (n > 0 ? [j] : []));
    assert.ok(winners.length > 1, `${winners}`);
    assert.is(Math.max(...counts.conv1), 1);
    assert.is(new Set(winners.map((j) => j % 6)).size, winners.length, "a map has won twice");
    for (const a of winners)
      for (const b of winners) {
        const [p, q] = [Math.floor(a / 6), Math.floor(b / 6)];
        const apart = Math.max(Math.abs(Math.floor(p / 12) - Math.floor(q / 12)), Math.abs((p % 12) - (q % 12)));
        assert.ok(a === b || apart > 2, `${a} and ${b}`);
      }
  }
  // Δw = aPlus·w(1 − w) where the neuron that an element sees has spiked by then, else aMinus·w(1 − w).
  await sim.reset();
  const { spikes } = await sim.present({ input: seen }, { duration: ms(18), record: ["input", "conv1"] });
  const after = await state.inputToConv1.w.read();
  const stepOf = ({ offsets, indices }: { offsets: Int32Array; indices: Int32Array }, neuron: number) =>
    offsets.findIndex((end, k) => k > 0 && indices.subarray(offsets[k - 1], end).includes(neuron)) - 1;
  const expected = new Float64Array(before.length);
  for (const j of spikes.conv1.indices) {
    const place = Math.floor(j / 6);
    for (let at = 0; at < 50; at++) {
      const [y, x] = [Math.floor(place / 12) + Math.floor(at / 10) - 2, (place % 12) + (Math.floor(at / 2) % 5) - 2];
      if (y < 0 || x < 0 || y > 11 || x > 11) continue;
      const arrived = stepOf(spikes.input, 2 * (12 * y + x) + (at % 2));
      expected[6 * at + (j % 6)] = arrived >= 0 && arrived <= stepOf(spikes.conv1, j) ? 0.004 : -0.003;
    }
  }
  assert.ok(expected.includes(0.004) && expected.includes(-0.003));
  for (const [s, w] of before.entries()) {
    const rate = (after[s] - w) / (w * (1 - w));
    assert.ok(Math.abs(rate - expected[s]) < 1e-5, `${s}: ${rate} for ${expected[s]}`);
  }
  sim.dispose();
});

test("kheradpisheh2018: the second layer learns alone, and does not spike when it is read out", async () => {
  const options = { image: [12, 12], maps: [6, 8], threshold: [3, 2] } as const;
  const second = await compile(kheradpisheh2018({ ...options, learn: 2 }), { dt: ms(1), backend: "wasm", seed: 1 });
  const first = await second.state.inputToConv1.w.read();
  const before = await second.state.pool1ToConv2.w.read();
  const { counts } = await second.present({ input: seen }, { duration: ms(18) });
  assert.equal(await second.state.inputToConv1.w.read(), first);
  assert.not.equal(await second.state.pool1ToConv2.w.read(), before);
  // One map at each place at most, once for an image.
  for (let place = 0; place < 144; place++) {
    assert.ok(counts.conv1.subarray(6 * place, 6 * place + 6).reduce((sum, n) => sum + n, 0) <= 1);
  }
  second.dispose();
  const reader = await compile(kheradpisheh2018({ ...options, learn: "none" }), {
    dt: ms(1),
    backend: "wasm",
    seed: 1,
  });
  const shown = await reader.present({ input: seen }, { duration: ms(18), learning: false });
  assert.is(
    shown.counts.conv2.reduce((sum, n) => sum + n, 0),
    0,
  );
  assert.ok((await reader.state.conv2.v.read()).some((v) => v > 2));
  reader.dispose();
  refused(() => kheradpisheh2018({ learn: 3 } as never), /found 3, expected 1, 2 or "none"/);
  refused(() => kheradpisheh2018({ maps: 30 } as never), /maps: found 30, expected two numbers/);
});

test.run();
