import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  clopathStdp,
  compile,
  connect,
  homeostaticClopathStdp,
  ms,
  mV,
  network,
  neuron,
  population,
  spikeSource,
  spikeTrain,
  synapse,
} from "../../src/index.js";

test("clopathStdp: at a held potential n spikes change w by n[v − θ₋]₊(aLtp[v − θ₊]₊ − aLtd); depression turns at θ₊ + aLtd/aLtp (Clopath et al. 2010, figure 1)", async () => {
  const potentials = [-75, -70, -60, -50, -44, -43, -35, -20];
  const clamped = neuron({
    equations: { "dv/dt": "0 * mV / ms", "dg/dt": "-g / ms" },
    initial: { v: mV(potentials) },
  });
  const [input, cells] = [spikeSource(1), population(potentials.length, clamped)];
  const plasticity = synapse(clopathStdp);
  const wire = connect(input, cells, { to: "g", w: Array(potentials.length).fill(1), plasticity });
  for (const backend of ["reference", "wasm", "tensor"] as const) {
    const sim = await compile(network({ input, cells, wire }), { dt: ms(0.1), backend });
    // The filtered potentials come to the held one.
    await sim.present({}, { duration: ms(150) });
    const before = await sim.state.wire.w.read();
    const at = [0, 1, 2, 3, 4].map((k) => ({ step: 400 * k, neuron: 0 }));
    await sim.present({ input: spikeTrain(at, { steps: 3200, neurons: 1 }) }, { duration: ms(320) });
    const after = await sim.state.wire.w.read();
    for (const [j, v] of potentials.entries()) {
      // x is read at the beginning of each step.
      const sum = 0.1 / 15 / (1 - Math.exp(-0.1 / 15));
      const per = Math.max(v + 70.6, 0) * (8e-5 * sum * Math.max(v + 45.3, 0) - 14e-5);
      const found = after[j] - before[j];
      assert.ok(
        Math.abs(found - 5 * per) < 2e-6 + 1e-4 * Math.abs(5 * per),
        `${backend}, ${v} mV: ${found}, ${5 * per}`,
      );
    }
    sim.dispose();
  }
});

/** Its potential at a spike, 2 ms at 30 mV and then an afterdepolarization, as in the paper's model. */
const spiking = neuron({
  equations: {
    "dv/dt": "(vRest + after - v) / tauMem",
    "dafter/dt": "-after / tauAfter",
    "dg/dt": "-g / ms",
    "dold/dt": "1",
  },
  parameters: { vRest: mV(-70.6), tauMem: ms(1), tauAfter: ms(40) },
  initial: { v: mV(-70.6), old: ms(1000) },
  threshold: "g > 0.5",
  reset: { v: "30 * mV", after: "18 * mV", g: "0", old: "0 * ms" },
  refractory: ms(2),
});

/** Change of the weight, in percent of 0.5, by 15 times 5 pairs; post comes `lag` after pre, pairs at a frequency in Hz. */
async function paired(frequency: number, lag: number): Promise<number> {
  const dt = 0.1;
  const [input, teacher, cells] = [spikeSource(1), spikeSource(1), population(1, spiking)];
  const net = network({
    ...{ input, teacher, cells },
    force: connect(teacher, cells, { to: "g", w: 1 }),
    wire: connect(input, cells, { to: "old", w: [0.5], plasticity: synapse({ ...clopathStdp, transmit: "0 * ms" }) }),
  });
  const sim = await compile(net, { dt: ms(dt) });
  const steps = Math.round((5000 / frequency + 400) / dt);
  const train = (offset: number) =>
    spikeTrain(
      [0, 1, 2, 3, 4].map((k) => ({ step: Math.round((20 + (1000 * k) / frequency + offset) / dt), neuron: 0 })),
      { steps, neurons: 1 },
    );
  for (let k = 0; k < 15; k++) {
    await sim.present({ input: train(0), teacher: train(lag) }, { duration: ms(steps * dt) });
  }
  const [w] = await sim.state.wire.w.read();
  sim.dispose();
  return 200 * (w - 0.5);
}

test("clopathStdp: pre before post potentiates the more, the higher the frequency; post before pre depresses at low ones and potentiates at 50 Hz (figure 2b, after Sjöström et al. 2001)", async () => {
  const [slow, middle, fast] = [await paired(1, 10), await paired(20, 10), await paired(50, 10)];
  assert.ok(Math.abs(slow) < 15, `1 Hz: ${slow} %`);
  assert.ok(middle > slow + 5 && fast > middle + 10, `${slow}, ${middle}, ${fast} %`);
  const [reversed, reversedFast] = [await paired(10, -10), await paired(50, -10)];
  assert.ok(reversed < -10, `10 Hz, post first: ${reversed} %`);
  assert.ok(reversedFast > 10, `50 Hz, post first: ${reversedFast} %`);
});

test("homeostaticClopathStdp: at a held potential the amplitude of each neuron's depression goes from 1 to ([v − vRest]₊/uRef)² as e^{−t/tauMean}", async () => {
  const potentials = [-75, -68, -60, -50, -40];
  const clamped = neuron({
    equations: { "dv/dt": "0 * mV / ms", "dg/dt": "-g / ms" },
    initial: { v: mV(potentials) },
  });
  const [input, cells] = [spikeSource(1), population(potentials.length, clamped)];
  const plasticity = synapse({
    ...homeostaticClopathStdp,
    parameters: { ...homeostaticClopathStdp.parameters, tauMean: ms(400) },
  });
  const wire = connect(input, cells, { to: "g", w: Array(potentials.length).fill(1), plasticity });
  for (const backend of ["reference", "wasm", "tensor"] as const) {
    const sim = await compile(network({ input, cells, wire }), { dt: ms(0.1), backend });
    // Three spikes, each seen in a presentation of its own; the trace x is gone at the end of it.
    await sim.present({}, { duration: ms(150) });
    for (let n = 0; n < 3; n++) {
      const before = await sim.state.wire.w.read();
      const spike = spikeTrain([{ step: 1000, neuron: 0 }], { steps: 3000, neurons: 1 });
      await sim.present({ input: spike }, { duration: ms(300) });
      const after = await sim.state.wire.w.read();
      // The event of the step that begins at 250 ms reads the values of its end.
      const t = 250.1 + 300 * n;
      for (const [j, v] of potentials.entries()) {
        const goal = Math.max(v + 70.6, 0) ** 2 / 60;
        const mean = goal + (1 - goal) * Math.exp(-t / 400);
        const sum = 0.1 / 15 / (1 - Math.exp(-0.1 / 15));
        const expected = Math.max(v + 70.6, 0) * (8e-5 * sum * Math.max(v + 45.3, 0) - 14e-5 * mean);
        const found = after[j] - before[j];
        assert.ok(
          Math.abs(found - expected) < 1e-6 + 2e-4 * Math.abs(expected),
          `${backend}, ${v} mV, ${t} ms: ${found} for ${expected}`,
        );
      }
    }
    sim.dispose();
  }
});

test("homeostaticClopathStdp: the same pairs at 20 Hz potentiate a quiet neuron and depress one that was depolarized before", async () => {
  const change = async (drive: number) => {
    const dt = 0.1;
    const [input, teacher, cells] = [spikeSource(1), spikeSource(1), population(1, spiking)];
    const plasticity = synapse({ ...homeostaticClopathStdp, transmit: "0 * ms" });
    const net = network({
      ...{ input, teacher, cells },
      force: connect(teacher, cells, { to: "g", w: 1 }),
      wire: connect(input, cells, { to: "old", w: [0.5], plasticity }),
    });
    const sim = await compile(net, { dt: ms(dt) });
    await sim.state.wire.uMean.write([drive]);
    const train = (offset: number) =>
      spikeTrain(
        [0, 1, 2, 3, 4].map((k) => ({ step: Math.round((20 + 50 * k + offset) / dt), neuron: 0 })),
        { steps: 4000, neurons: 1 },
      );
    await sim.present({ input: train(0), teacher: train(10) }, { duration: ms(400) });
    const [w] = await sim.state.wire.w.read();
    sim.dispose();
    return w - 0.5;
  };
  const [quiet, moderate, strong] = [await change(0.1), await change(1), await change(8)];
  assert.ok(quiet > moderate && moderate > strong, `${quiet}, ${moderate}, ${strong}`);
  assert.ok(quiet > 0 && strong < 0, `${quiet}, ${strong}`);
});

test.run();
