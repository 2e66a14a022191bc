import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  brette2007,
  compile,
  diehlCook2015,
  diehlCookV2,
  lmSnn,
  locallyConnected,
  ms,
  spikeIntervals,
  synchrony,
  twoLayer,
  variation,
} from "../../src/index.js";
import { refused } from "../refused.js";

/** Rate in Hz and mean variation of intervals of the same networks in Brian 2, for 500 ms from 200 ms on, one seed. */
const BRIAN = { COBA: { rate: 18.02, cv: 1.48 }, CUBA: { rate: 5.59, cv: 0.475 } };

test("COBA and CUBA keep firing without input, asynchronously, with Brian 2's rates within 20 % and its CV within 0.2", async () => {
  for (const benchmark of ["COBA", "CUBA"] as const) {
    const sim = await compile(brette2007({ benchmark }), { dt: ms(0.1), seed: 1 });
    await sim.present({}, { duration: ms(200) });
    const { spikes } = await sim.present({}, { duration: ms(600), record: ["exc"] });
    const rate = spikes.exc.indices.length / 3200 / 0.6;
    assert.ok(Math.abs(rate / BRIAN[benchmark].rate - 1) < 0.2, `${benchmark}: ${rate} Hz`);
    // Fewer intervals say little of a neuron.
    const own = spikeIntervals(spikes.exc).filter(({ value }) => value.length > 3);
    const irregular = variation(own);
    const mean = irregular.reduce((sum, cv) => sum + cv, 0) / irregular.length;
    assert.ok(Math.abs(mean - BRIAN[benchmark].cv) < 0.2, `${benchmark}: CV ${mean}`);
    const chi = synchrony(spikes.exc, ms(2));
    assert.ok(chi < 0.2, `${benchmark}: χ ${chi}`);
    sim.dispose();
  }
});

const quiet = { duration: ms(1), learning: false } as const;

test("diehlCookV2: a spike inhibits all others by its weight, not itself (BindsNET's DiehlAndCook2015v2)", async () => {
  const sim = await compile(diehlCookV2({ neurons: 4, pixels: 3, inhibition: 12 }), {
    dt: ms(0.5),
    backend: "reference",
  });
  await sim.state.exc.v.write([-65, 0, -65, -65]);
  assert.equal([...(await sim.step({}, { learning: false })).exc], [1]);
  assert.equal([...(await sim.state.exc.gInh.read())], [12, 0, 12, 12]);
  sim.dispose();
});

test("inhibitionProbability: an inhibitory spike reaches that share of the others and never its partner (SpikeTorch's random_inhibition.py)", async () => {
  const [neurons, probability] = [200, 0.25];
  const options = { neurons, pixels: 3, inhibitionProbability: probability };
  const settings = { dt: ms(0.5), backend: "reference", seed: 2 } as const;
  const [layers, direct] = [
    await compile(diehlCook2015(options), settings),
    await compile(diehlCookV2(options), settings),
  ];
  for (const { pre, post } of [layers.synapses("inhToExc"), direct.synapses("excToExc")]) {
    assert.ok(pre.every((i, s) => i !== post[s]));
    const expected = probability * neurons * (neurons - 1);
    assert.ok(Math.abs(pre.length - expected) < 5 * Math.sqrt(expected), `${pre.length} for ${expected}`);
  }
  for (const sim of [layers, direct]) sim.dispose();
  refused(() => diehlCookV2({ inhibitionProbability: 1.5 }), /inhibitionProbability: found 1.5, expected/);
});

test("lmSnn: inhibition grows with the square root of the distance, up to its bound (Hazan et al. 2018)", async () => {
  const sim = await compile(lmSnn({ neurons: 9, pixels: 3, inhibition: 2, maxInhibition: 3 }), {
    ...{ dt: ms(0.5), backend: "reference" },
  });
  await sim.state.exc.v.write([0, -65, -65, -65, -65, -65, -65, -65, -65]);
  await sim.step({}, { learning: false });
  const expected = [0, 1, 2, 1, Math.SQRT2, Math.sqrt(5), 2, Math.sqrt(5), Math.sqrt(8)].map((d) =>
    Math.min(3, 2 * Math.sqrt(d)),
  );
  const found = await sim.state.exc.gInh.read();
  for (const [j, w] of found.entries()) assert.ok(Math.abs(w - expected[j]) < 1e-6, `${w} for ${expected[j]}`);
  refused(() => lmSnn({ neurons: 10 }), /found 10, expected a square/);
  sim.dispose();
});

test("locallyConnected: a neuron sees its window only, and those of a window compete (Saunders et al. 2019)", async () => {
  const net = locallyConnected({ image: [6, 6], filters: 3, size: 4, stride: 2, inhibition: 5 });
  assert.is(net.parts.exc.size, 2 * 2 * 3);
  const sim = await compile(net, { dt: ms(0.5), backend: "reference" });
  const { pre, post } = sim.synapses("inputToExc");
  assert.is(pre.length, 12 * 16);
  for (let s = 0; s < pre.length; s++) {
    const place = Math.floor(post[s] / 3);
    const [y, x] = [Math.floor(pre[s] / 6) - 2 * Math.floor(place / 2), (pre[s] % 6) - 2 * (place % 2)];
    assert.ok(y >= 0 && y < 4 && x >= 0 && x < 4, `${pre[s]} to ${post[s]}`);
  }
  await sim.present({ input: new Float32Array(36) }, quiet);
  const sums = new Float64Array(12);
  for (const [s, w] of (await sim.state.inputToExc.w.read()).entries()) sums[post[s]] += w;
  for (const sum of sums) assert.ok(Math.abs(sum - (78 * 16) / 36) < 1e-6, `${sum}`);
  await sim.state.exc.v.write([-65, -65, -65, -65, 0, -65, -65, -65, -65, -65, -65, -65]);
  await sim.step({}, { learning: false });
  assert.equal([...(await sim.state.exc.gInh.read())], [0, 0, 0, 5, 0, 5, 0, 0, 0, 0, 0, 0]);
  sim.dispose();
});

test("twoLayer: nothing inhibits: two neurons with the same weights fire alike, and there is no projection between them", async () => {
  const spikesOf = async (net: ReturnType<typeof twoLayer>) => {
    const sim = await compile(net, { dt: ms(0.5), seed: 3, backend: "reference" });
    await sim.state.inputToExc.w.write(new Float32Array(200).map((_, s) => 0.3 + 0.02 * (s % 2)));
    const { counts } = await sim.present(
      { input: new Float32Array(100).fill(60) },
      { duration: ms(300), learning: false },
    );
    sim.dispose();
    return [...counts.exc];
  };
  const options = { neurons: 2, pixels: 100, normalize: 39 };
  const free = await spikesOf(twoLayer(options));
  assert.ok(free[0] > 3 && Math.abs(free[0] - free[1]) <= 2, `${free}`);
  assert.equal(Object.keys(twoLayer(options).parts), ["input", "exc", "inputToExc"]);
});

test.run();
