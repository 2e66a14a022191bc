import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import {
  compile,
  connect,
  Hz,
  idxDataset,
  LabelVote,
  lif,
  live,
  ms,
  mV,
  NgramVote,
  network,
  neuron,
  normal,
  nS,
  pA,
  pairStdp,
  plot,
  poisson,
  population,
  report,
  ridgeReadout,
  type Simulation,
  spikeTrain,
  synapse,
  uniform,
} from "../../src/index.js";
import { writeDigits } from "../cli/digits.js";

/** Files of the attack; nothing else is written to. */
export const folder = mkdtempSync(join(tmpdir(), "spiketensor-attack-"));
const digits = writeDigits(join(folder, "digits"), { train: 20, test: 10 });

const model = neuron(lif);
const input = poisson(3);
const exc = population(2, model);
const plasticity = synapse(pairStdp);
const inputToExc = connect(input, exc, { to: "iExc", w: pA(5) });
export const net = network({ input, exc, inputToExc });
const train = spikeTrain([{ step: 1, neuron: 2 }], { steps: 10, neurons: 3, dt: ms(0.5) });
const figure = plot.raster(train);

let running: Simulation | undefined;

/** One that can be used: another one after it was disposed of. */
async function simulation(): Promise<Simulation> {
  const isUsable = await running?.state.exc.v.read().then(
    () => true,
    () => false,
  );
  if (running === undefined || !isUsable) running = (await compile(net, { dt: ms(0.5) })) as unknown as Simulation;
  return running;
}

/** What cannot be made from its type alone, by the type's name. */
export const things: Readonly<Record<string, () => Promise<unknown>>> = {
  NeuronModel: async () => model,
  SynapseModel: async () => plasticity,
  Population: async () => exc,
  SpikeSource: async () => input,
  Projection: async () => inputToExc,
  Network: async () => net,
  Simulation: simulation,
  Ensemble: () => compile(net, { dt: ms(0.5), seeds: [1, 2] }),
  LabelVote: async () => new LabelVote({ neurons: 3, classes: 2, window: 4 }),
  LabelVoteState: async () => new LabelVote({ neurons: 3, classes: 2, window: 4 }).toJSON(),
  NgramVote: async () => new NgramVote({ neurons: 3, classes: 2 }),
  LinearReadout: async () => ridgeReadout([[0], [1]], [0, 1], { classes: 2 }),
  ImageDataset: () => idxDataset(digits, "train"),
  LiveFigure: async () => live(() => figure),
  Figure: async () => figure,
  PlotlyFigure: async () => figure,
  VegaLiteFigure: async () => plot.assignments([0, 1, 1], { classes: 2 }),
  Report: async () => report({ title: "title", sections: [{ heading: "heading", figures: [figure] }] }),
  EquationSystem: async () => model,
  SpikeTrain: async () => train,
  SpikeTensor: async () => train,
  Tensor: async () => tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]),
  Distribution: async () => uniform(0, 1),
  Quantity: async () => ms(2),
};

/** Quantities of all kinds: most are of a wrong one where one is asked for. */
export const quantities = [ms(2), ms(0.5), ms(0), ms(-1), mV(5), pA(3), nS(1), Hz(20), ms([1, 2, 3]), normal(0, 1)];

/** Texts that mean something somewhere. */
export const texts = [
  ...[
    "",
    "v",
    "exc",
    "exc.v",
    "input",
    "inputToExc",
    "inputToExc.w",
    "iExc",
    "w",
    "train",
    "test",
    "wasm",
    "reference",
  ],
  ...[
    "-v / (10*ms)",
    "v > 1",
    "0",
    "dv/dt",
    "1 +",
    "x\n",
    "__proto__",
    "constructor",
    "nowhere",
    "euler",
    "mean",
    "🙂",
  ],
  ...[digits, join(folder, "file")],
];
