import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  Hz,
  homeostaticLif,
  lif,
  ms,
  network,
  neuron,
  pA,
  pairStdp,
  poisson,
  population,
  synapse,
  synapticScaling,
  weightDecay,
} from "../../src/index.js";
import { runSynapse } from "./simulate.js";

const near = (found: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found} for ${expected}`);

test("weightDecay: w − wRest falls as e^{−t/tauW}, alone and beside another rule (closed form)", async () => {
  const parameters = { wRest: 0.2, tauW: ms(300) };
  const until = { pre: [500], post: [499.9] };
  const alone = await runSynapse(synapse({ ...weightDecay, parameters }), { ...until, w: 0.9 });
  near(alone.w, 0.2 + 0.7 * Math.exp(-500.2 / 300), 1e-9);
  const both = {
    ...pairStdp,
    equations: { ...pairStdp.equations, ...weightDecay.equations },
    parameters: { ...pairStdp.parameters, ...parameters },
  };
  const { w } = await runSynapse(synapse(both), { pre: [10, 400], post: [15, 399], w: 0.5 });
  const decay = (value: number, t: number) => 0.2 + (value - 0.2) * Math.exp(-t / 300);
  const first = decay(0.5, 15.1) + 0.005 * Math.exp(-5 / 20);
  const second = decay(first, 384) + 0.005 * Math.exp(-389 / 20);
  const last = decay(second, 1) - 0.00525 * (Math.exp(-1 / 20) + Math.exp(-385 / 20));
  near(w, decay(last, 0.1), 1e-7);
});

test("synapticScaling: w(t) = w(0)·exp(beta·∫(goal − rate) dt) under a regular train (van Rossum et al. 2000)", async () => {
  const post = Array.from({ length: 100 }, (_, k) => 50 * (k + 1));
  const rule = synapse(synapticScaling);
  const { w } = await runSynapse(rule, { pre: [1], post, w: 0.5, dt: 0.5 });
  // ∫ of the rate: the spikes, less what the trace still holds at the end, half a millisecond after the last one.
  const end = 5000.5;
  const held = post.reduce((sum, t) => sum + Math.exp(-(end - t) / 2000), 0);
  const expected = 0.5 * Math.exp(0.01 * (0.01 * (end + 0.5) - (post.length - held)));
  near(w, expected, 2e-4);
});

test("synapticScaling: two unequal weights keep their ratio, and the neuron comes to fire at the goal", async () => {
  const [input, cell] = [poisson(40), population(1, neuron(lif))];
  const weights = Array.from({ length: 40 }, (_, s) => (s % 2 ? 30 : 10));
  for (const factor of [1.2, 4]) {
    const wire = connect(input, cell, {
      to: "iExc",
      w: pA(weights.map((w) => factor * w)),
      plasticity: synapse({ ...synapticScaling, parameters: { ...synapticScaling.parameters, beta: 0.02 } }),
    });
    const sim = await compile(network({ input, cell, wire }), { dt: ms(0.5), seed: 3 });
    const second = async () =>
      (await sim.present({ input: new Float32Array(40).fill(40) }, { duration: ms(1000) })).counts.cell[0];
    for (let k = 0; k < 60; k++) await second();
    let rate = 0;
    for (let k = 0; k < 60; k++) rate += (await second()) / 60;
    near(rate, 10, 0.5);
    const w = await sim.state.wire.w.read();
    near(w[1] / w[0], 3, 1e-3);
    sim.dispose();
  }
});

test("homeostaticLif: whatever the current, it comes to fire at rho0, and spikes = rho0·T + Δtheta/etaTheta (Lazar et al. 2009)", async () => {
  for (const backend of ["reference", "wasm"] as const) {
    const currents = [170, 250, 600];
    const parameters = { ...homeostaticLif.parameters, iDrive: pA(currents), rho0: Hz(20) };
    const cells = population(3, neuron({ ...homeostaticLif, parameters }));
    const sim = await compile(network({ cells }), { dt: ms(0.5), backend });
    await sim.present({}, { duration: ms(60_000) });
    const before = await sim.state.cells.theta.read();
    const { counts } = await sim.present({}, { duration: ms(10_000) });
    const after = await sim.state.cells.theta.read();
    for (const j of currents.keys()) {
      near(counts.cells[j] / 10, 20, 0.5);
      near(counts.cells[j], 200 + (after[j] - before[j]) / 0.1, 0.02);
    }
    const { counts: frozen } = await sim.present({}, { duration: ms(1000), learning: false });
    assert.equal([...(await sim.state.cells.theta.read())], [...after], "theta does not learn");
    assert.ok(frozen.cells.every((n) => n > 0));
    sim.dispose();
  }
});

test.run();
