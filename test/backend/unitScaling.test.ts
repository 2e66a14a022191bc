import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, connect, ms, network, neuron, population, spikeSource, synapse } from "../../src/index.js";
import { trainOf } from "../../src/spikes/spikeTrain.js";
import { Dice } from "./dice.js";
import { everyBackend } from "./everyBackend.js";
import { randomTrain } from "./randomNetwork.js";

const backends = await everyBackend(test, "other units");

const NEURONS = 12;
const STEPS = 150;

/** How many of one's own unit make up the usual one, by variable. Powers of two, so that scaling does not round. */
interface Scales {
  readonly v: number;
  readonly g: number;
  readonly h: number;
  readonly w: number;
  readonly x: number;
}

const USUAL: Scales = { v: 1, g: 1, h: 1, w: 1, x: 1 };

/**
 * Leaky neurons with an adaptive threshold, which a plastic synapse drives through two variables in a chain. Numbers
 * are in parameters, initial values, weights and texts; each is that of `seed`, in the given units.
 */
function networkIn({ v, g, h, w, x }: Scales, seed: number) {
  const dice = new Dice(seed);
  const cell = neuron({
    equations: {
      "dv/dt": "(gain * h - v) / tau",
      "dg/dt": "-g / tauG",
      "dh/dt": "(turn * g - h) / tauH",
      "dtheta/dt": "-theta / tauTheta",
    },
    parameters: {
      gain: (dice.between(8, 12) * v) / h,
      turn: (dice.between(1, 2) * h) / g,
      tau: ms(dice.between(5, 20)),
      tauG: ms(dice.between(1, 3)),
      tauH: ms(dice.between(2, 5)),
      tauTheta: ms(dice.pick([50, 1e4, 1e7])),
      jump: dice.between(0.05, 0.2) * v,
    },
    threshold: `v > ${1.0371 * v} + theta`,
    reset: { v: `v - ${1.0371 * v}`, theta: "theta + jump" },
    refractory: ms(2),
  });
  const rule = synapse({
    equations: { "dx/dt": "-x / tauX", "dy/dt": "-y / tauX" },
    parameters: { tauX: ms(dice.between(5, 20)), up: (0.01 * w) / x, down: (0.004 * w) / x, wMax: 0.9 * w },
    transmit: `w * ${dice.between(0.3, 0.6) * (g / w)}`,
    onPre: { x: `x + ${x}`, w: "clip(w - down * y, 0, wMax)" },
    onPost: { y: `y + ${x}`, w: "clip(w + up * x, 0, wMax)" },
  });
  const input = spikeSource(NEURONS);
  const cells = population(NEURONS, cell);
  const weights = dice.values(NEURONS * NEURONS, 0.1, 0.8).map((value) => value * w);
  const wire = connect(input, cells, { to: "g", w: weights, plasticity: rule });
  return { net: network({ input, cells, wire }), spikes: randomTrain(dice, STEPS, NEURONS) };
}

for (const [name, backend] of backends) {
  const run = async (scales: Scales, seed: number) => {
    const { net, spikes } = networkIn(scales, seed);
    const sim = await compile(net, { dt: ms(0.5), seed: 1, backend });
    const states = { ...sim.state.cells, ...sim.state.wire };
    const scaleOf = { ...scales, theta: scales.v, y: scales.x };
    const values = async () =>
      Promise.all(
        Object.entries(scaleOf).map(async ([variable, scale]) =>
          Array.from(await states[variable as keyof typeof scaleOf].read(), (value) => value / scale),
        ),
      );
    const silence = trainOf({ steps: 300, neurons: NEURONS }, new Int32Array(0), new Int32Array(0));
    const found = [];
    // Once more without input, so that decays go on for some time constants.
    for (const input of [spikes, silence]) {
      const { counts } = await sim.present({ input }, { duration: ms(0.5 * input.steps) });
      found.push({ counts: Array.from(counts.cells), values: await values() });
    }
    sim.dispose();
    return found;
  };

  test(`${name}: a network means the same in units from 1e-12 to 1e12 of the usual ones`, async () => {
    let spikes = 0;
    for (let seed = 0; seed < 8; seed++) {
      const dice = new Dice(1000 + seed);
      const usual = await run(USUAL, seed);
      const scale = () => 2 ** dice.whole(-40, 40);
      const scales = { v: scale(), g: scale(), h: scale(), w: scale(), x: scale() };
      const scaled = await run(scales, seed);
      for (const [i, { counts, values }] of usual.entries()) {
        const what = `seed ${seed}, presentation ${i}, ${JSON.stringify(scales)}`;
        assert.equal(scaled[i].counts, counts, what);
        for (const [variable, right] of values.entries()) {
          const most = Math.max(...usual.flatMap((part) => part.values[variable].map(Math.abs)));
          const off = right.findIndex(
            (x, k) => !(Math.abs(scaled[i].values[variable][k] - x) <= 1e-5 * Math.abs(x) + 1e-9 * most),
          );
          assert.is(
            off,
            -1,
            `${what}, variable ${variable}: ${scaled[i].values[variable][off]}, expected ${right[off]}`,
          );
        }
        spikes += counts.reduce((sum, n) => sum + n, 0);
      }
    }
    assert.ok(spikes > 300, `only ${spikes} spikes`);
  });
}

test.run();
