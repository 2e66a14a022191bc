import { readFileSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Layout } from "../../src/backend/cuda/source/layout.js";
import { generateSource } from "../../src/backend/cuda/source/source.js";
import { layOut } from "../../src/backend/wasm/layout.js";
import { moduleText } from "../../src/backend/wasm/module.js";
import { connect, ms, mV, network, neuron, population, spikeSource, synapse } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";

/** Two neurons, two sources, plastic synapses: small enough to read what the code generators make of it. */
function twoNeurons() {
  const cell = neuron({
    equations: { "dv/dt": "(vRest - v + 20 * mV * g) / tau", "dg/dt": "-g / tauG" },
    parameters: { vRest: mV(-65), tau: ms(10), tauG: ms(2) },
    initial: { v: mV(-65) },
    threshold: "v > -50 * mV",
    reset: { v: "vRest" },
    refractory: ms(2),
  });
  const rule = synapse({
    equations: { "dxPre/dt": "-xPre / tauX", "dxPost/dt": "-xPost / tauX" },
    parameters: { tauX: ms(20) },
    onPre: { w: "clip(w - 0.01 * xPost, 0, 1)", xPre: "1" },
    onPost: { w: "clip(w + 0.01 * xPre, 0, 1)", xPost: "1" },
  });
  const [input, cells] = [spikeSource(2), population(2, cell)];
  const wire = connect(input, cells, { to: "g", w: [0.1, 0.2, 0.3, 0.4], plasticity: rule, normalize: 1 });
  return lower(network({ input, cells, wire }), { dt: 0.5, seed: 1, flush: 1e-12 }).program;
}

const texts = {
  "twoNeurons.wat": () => moduleText(twoNeurons(), layOut(twoNeurons())),
  "twoNeurons.cu": () => generateSource(new Layout(twoNeurons(), { barrier: "block", blocks: 1, threads: 32 })),
};

// A change is meant to be read: UPDATE_GOLDEN=1 writes the files anew.
for (const [file, text] of Object.entries(texts)) {
  test(`what is generated for two neurons is ${file}, as it was read and found right`, () => {
    const url = new URL(`golden/${file}`, import.meta.url);
    if (process.env.UPDATE_GOLDEN) writeFileSync(url, text());
    assert.fixture(text(), readFileSync(url, "utf8"));
  });
}

test.run();
