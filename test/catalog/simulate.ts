import { reference } from "../../src/backend/reference/reference.js";
import {
  connect,
  type MethodName,
  ms,
  network,
  neuron,
  pairs,
  population,
  type SynapseModel,
  spikeSource,
} from "../../src/index.js";
import type { NeuronModel } from "../../src/model/neuron.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import type { SpikeTrain } from "../../src/spikes/spikeTrain.js";

export const OPTIONS = { seed: 1, flush: 1e-20 };
export const QUIET = {
  normalize: true,
  countSteps: 0,
  learning: true,
  inputs: new Map(),
  recordSpikes: [],
  probes: [],
};

/** Spike times of each neuron in ms. */
export function timesOf(train: SpikeTrain | undefined, dt: number): number[][] {
  if (!train) throw new TypeError("not recorded");
  const times = Array.from({ length: train.neurons }, (): number[] => []);
  for (let k = 0; k < train.steps; k++)
    for (let s = train.offsets[k]; s < train.offsets[k + 1]; s++) times[train.indices[s]].push(k * dt);
  return times;
}

/** Runs unconnected neurons of a model; gives the spike times of each and the course of one field of the first. */
export async function runNeurons(
  model: NeuronModel,
  options: { readonly duration: number; readonly dt: number; size?: number; field?: string; method?: MethodName },
) {
  const { duration, dt, size = 1, field = "v", method } = options;
  const { program } = lower(network({ cells: population(size, model) }), { ...OPTIONS, dt, method });
  const run = await reference.compile(program);
  const probes = [{ field: `cells.${field}`, every: 1, elements: Int32Array.of(0) }];
  const { spikes, samples } = await run.present({
    ...QUIET,
    steps: Math.round(duration / dt),
    recordSpikes: ["cells"],
    probes,
  });
  return { times: timesOf(spikes.get("cells"), dt), course: samples[0] };
}

export const intervals = (times: readonly number[]): number[] => times.slice(1).map((t, i) => t - times[i]);

/** A neuron that spikes in the step after each spike of its teacher. */
const relay = neuron({
  equations: { "dg/dt": "-g / tau", "dlearned/dt": "-learned / ms" },
  parameters: { tau: ms(10) },
  threshold: "g > 0.5",
  reset: { g: "0" },
});

/**
 * One synapse of a model under given pre- and postsynaptic spike times (ms, whole steps from the second on): the final
 * weight, and what the synapse transmitted with each presynaptic spike.
 */
export async function runSynapse(
  plasticity: SynapseModel,
  options: { readonly pre: readonly number[]; readonly post: readonly number[]; readonly w: number; dt?: number },
) {
  const { pre, post, w, dt = 0.1 } = options;
  const steps = Math.round(Math.max(...pre, ...post) / dt) + 2;
  const train = (times: readonly number[], lead: number) =>
    spikeTrain(
      times.map((t) => ({ step: Math.round(t / dt) - lead, neuron: 0 })),
      { steps, neurons: 1 },
    );
  const [input, teacher, cells] = [spikeSource(1), spikeSource(1), population(1, relay)];
  const net = network({
    input,
    teacher,
    cells,
    force: connect(teacher, cells, { to: "g", w: 1 }),
    wire: connect(input, cells, { to: "learned", w: [w], plasticity, pattern: pairs([0], [0]) }),
  });
  const run = await reference.compile(lower(net, { ...OPTIONS, dt }).program);
  const inputs = new Map([
    ["input", train(pre, 0)],
    ["teacher", train(post, 1)],
  ]);
  const { samples } = await run.present({ ...QUIET, steps, inputs, probes: [{ field: "cells.learned", every: 1 }] });
  const learned = samples[0];
  const decay = Math.exp(-dt);
  const transmitted = pre.map((t) => {
    const k = Math.round(t / dt);
    return learned[k] - (learned[k - 1] ?? 0) * decay;
  });
  return { w: (await run.read("wire.w"))[0], transmitted };
}
