import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EthConfig } from "../../src/eth/ethConfig.js";
import { compileEth, restUntilSilent } from "../../src/eth/ethNetwork.js";
import { ETH_NUMBER_NAMES, ETH_NUMBERS, type EthNumbers } from "../../src/eth/ethNumbers.js";
import { ms } from "../../src/index.js";

const initial = Object.fromEntries(ETH_NUMBER_NAMES.map((name) => [name, ETH_NUMBERS[name].initial ?? 1]));
const config: EthConfig = {
  ...(initial as unknown as EthNumbers),
  ...{
    neurons: 8,
    seed: 3,
    backend: "wasm",
    constants: "paper",
    network: "diehlCook2015",
    rule: "triplet",
    order: "given",
    combine: "sum",
  },
  data: { source: "", rows: 5, columns: 5, classes: 10, sha256: "" },
};

test("neurons whose threshold has sunk under the resting potential fire without input, until they have rested", async () => {
  const sim = await compileEth(config);
  const frozen = async () => [...(await sim.present({}, { duration: ms(500), learning: false })).counts.exc];
  assert.equal(await frozen(), new Array(8).fill(0));
  const weights = await sim.state.inputToExc.w.read();

  // 7 mV puts the threshold at rest; one neuron fires at every refractory period, 5 ms, and keeps the others down.
  await sim.state.exc.theta.write([20, 6.9, 20, 5, 7.1, 20, 6.99, 20]);
  const stuck = await frozen();
  assert.ok(Math.max(...stuck) > 80, stuck.join(" "));

  await restUntilSilent(sim);
  assert.equal(await frozen(), new Array(8).fill(0));
  const theta = await sim.state.exc.theta.read();
  for (const j of [1, 3, 6]) assert.ok(theta[j] >= 7 && theta[j] < 7.5, `theta ${theta[j]}`);
  assert.ok(Math.abs(theta[4] - 7.1) < 0.005 && Math.abs(theta[0] - 20) < 0.02, `${theta}`);
  assert.equal(await sim.state.inputToExc.w.read(), weights);

  const shown = sim.presentations;
  await restUntilSilent(sim);
  assert.is(sim.presentations, shown, "a silent network need not rest");
  sim.dispose();
});

test.run();
