import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  adjustable,
  clopathStdp,
  connect,
  diehlCook2015,
  diehlCookV2,
  dopamineStdp,
  homeostaticClopathStdp,
  homeostaticLif,
  lmSnn,
  locallyConnected,
  ModelError,
  ms,
  mstdp,
  mstdpet,
  mV,
  network,
  neuron,
  pA,
  population,
  rMax,
  type SynapseModel,
  spikeSource,
  synapse,
  synapticScaling,
  twoLayer,
  weightDecay,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { everyBackend } from "../backend/everyBackend.js";
import { OPTIONS, QUIET } from "./simulate.js";

const STEPS = 400;
const [input, teacher] = [spikeSource(3), spikeSource(2)];
const cells = population(
  2,
  neuron({
    equations: {
      "dv/dt": "(-65 * mV - v) / (20 * ms)",
      "dh/dt": "-h / (10 * ms)",
      "deta/dt": "-eta / (20 * ms)",
      "dg/dt": "-g / (5 * ms)",
      "ddopamine/dt": "-dopamine / (200 * ms)",
    },
    initial: { v: mV(-65), h: mV(0), dopamine: 0.8 },
    threshold: "v > -50 * mV",
    reset: { v: "-65 * mV", eta: "-20 * mV" },
    refractory: ms(2),
  }),
);
const reward = adjustable(0.7);
const wire = (to: "g" | "v" | "h", weights: number[], plasticity: SynapseModel) =>
  connect(input, cells, { to, w: to === "g" ? weights : mV(weights), plasticity });
const plain = [0.2, 0.4, 0.6, 0.8, 1, 1.2];
const rules = {
  clopath: wire("g", plain, synapse(clopathStdp)),
  homeostaticClopath: wire("g", plain, synapse(homeostaticClopathStdp)),
  dopamine: wire("g", plain, synapse(dopamineStdp)),
  scaling: wire("g", plain, synapse(synapticScaling)),
  decay: wire("g", plain, synapse({ ...weightDecay, parameters: { ...weightDecay.parameters, tauW: ms(300) } })),
  mstdp: wire("v", plain, synapse({ ...mstdp, parameters: { ...mstdp.parameters, reward } })),
  mstdpet: wire("v", plain, synapse({ ...mstdpet, parameters: { ...mstdpet.parameters, reward } })),
  rMax: wire("h", plain, synapse({ ...rMax, parameters: { ...rMax.parameters, reward } })),
};
const net = network({
  ...{ input, teacher, cells },
  force: connect(teacher, cells, { to: "v", w: mV(30), pattern: "oneToOne" }),
  ...rules,
  thresholds: population(
    3,
    neuron({ ...homeostaticLif, parameters: { ...homeostaticLif.parameters, iDrive: pA([200, 300, 500]) } }),
  ),
});

/** Each neuron at steps of its own. */
const train = (neurons: number, period: number) =>
  spikeTrain(
    Array.from({ length: neurons }, (_, neuron) =>
      Array.from({ length: Math.floor(STEPS / (period + neuron)) }, (_, k) => ({
        step: k * (period + neuron),
        neuron,
      })),
    ).flat(),
    { steps: STEPS, neurons },
  );

test("rules of reward, voltage and homeostasis: every backend has the weights of the reference", async () => {
  const backends = await everyBackend(test, "rules of the catalog");
  const { program } = lower(net, { ...OPTIONS, dt: 0.5 });
  const inputs = new Map([
    ["input", train(3, 13)],
    ["teacher", train(2, 31)],
  ]);
  let expected: ReadonlyMap<string, ArrayLike<number>> | undefined;
  for (const [name, backend] of backends) {
    const run = await backend.compile(program);
    await run.present({ ...QUIET, steps: STEPS, inputs });
    const found = new Map<string, ArrayLike<number>>();
    for (const field of [...Object.keys(rules).map((rule) => `${rule}.w`), "thresholds.theta"]) {
      found.set(field, await run.read(field));
    }
    expected ??= found;
    for (const [field, values] of expected) {
      const own = found.get(field) as ArrayLike<number>;
      for (let s = 0; s < values.length; s++) {
        const allowed = 1e-5 * Math.max(1, Math.abs(values[s]));
        assert.ok(Math.abs(own[s] - values[s]) < allowed, `${name}, ${field}[${s}]: ${own[s]} for ${values[s]}`);
      }
      if (field.endsWith(".w")) {
        assert.ok(
          plain.some((w, s) => Math.abs(values[s] - w) > 1e-4),
          `${field} has learned`,
        );
      }
    }
    run.dispose();
  }
  assert.ok(backends.size >= 3);
});

test("with thetaFirst, k spikes raise theta by k thetaPlus + (thetaFirst − thetaPlus) (1 − q^k) / (1 − q), q = exp(−1/n)", async () => {
  const [plus, first, n] = [0.05, 0.8, 10];
  const q = Math.exp(-1 / n);
  const thresholds = { thetaPlus: mV(plus), thetaFirst: mV(first), thetaSpikes: n, tauTheta: ms(1e12) };
  const options = { neurons: 2, pixels: 4, ...thresholds };
  const backends = await everyBackend(test, "thresholds that settle");
  for (const net of [
    ...[diehlCook2015(options), diehlCookV2(options), lmSnn({ ...options, neurons: 4 }), twoLayer(options)],
    locallyConnected({ image: [2, 2], size: 2, filters: 2, ...thresholds }),
  ]) {
    const { program } = lower(net, { ...OPTIONS, dt: 0.5 });
    const names = Object.keys(net.parts).join(", ");
    for (const [name, backend] of backends) {
      const run = await backend.compile(program);
      const size = (await run.read("exc.v")).length;
      for (let k = 1; k <= 12; k++) {
        await run.write("exc.v", [0, ...new Array(size - 1).fill(-65)]);
        const { counts } = await run.present({ ...QUIET, steps: 12, countSteps: 12 });
        assert.is(counts.get("exc")?.[0], 1);
        const [theta, silent] = await run.read("exc.theta");
        const rise = k * plus + ((first - plus) * (1 - q ** k)) / (1 - q);
        assert.ok(Math.abs(theta - silent - rise) < 1e-4, `${names} on ${name}: ${theta - silent} for ${rise}`);
      }
      run.dispose();
    }
  }
});

test("thresholds that settle refuse options that do not fit", () => {
  const refused = (given: object, message: RegExp) =>
    assert.throws(
      () => diehlCookV2({ neurons: 2, ...given }),
      (error: Error) => error instanceof ModelError && message.test(error.message),
    );
  refused({ thetaSpikes: 10 }, /diehlCookV2, thetaSpikes: found 10 without thetaFirst, expected both/);
  refused({ thetaFirst: mV(1), thetaSpikes: 0 }, /diehlCookV2, thetaSpikes: found 0, expected .*0/);
});

test.run();
