import { join } from "node:path";
import { checkOptions, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { LabelVote } from "../learning/labelVote.js";
import type { BackendName } from "../simulate/backends.js";
import type { EthConfig } from "./ethConfig.js";
import { compileEth, type EthSimulation, restUntilSilent } from "./ethNetwork.js";
import type { Training } from "./ethTrain.js";
import { readLabels } from "./labelsFile.js";
import { restoreFrom } from "./networkFile.js";
import { readRecord } from "./runFolder.js";
import type { RunRecord } from "./runRecord.js";

/** A loaded run. */
export interface LoadedRun {
  /** The trained network, at the last checkpoint. */
  readonly sim: EthSimulation;
  /** Class of each neuron, [neurons]; −1 for none. */
  readonly assignments: Int32Array;
  /** Mean spikes of each neuron in a presentation of each class, [neurons, classes], row by row. */
  readonly rates: Float32Array;
  readonly config: EthConfig;
  /** Number of training digits learned so far. */
  readonly trained: number;
}

export interface LoadRunOptions {
  /** A backend other than the one that the run was trained on. */
  readonly backend?: BackendName | "auto";
  /** Threads that share the network: see `compile`. */
  readonly threads?: number;
}

const OPTIONS = optionsOf<LoadRunOptions>({ backend: true, threads: true });

/**
 * Loads a run of `spiketensor eth train` from its folder.
 *
 * ```ts
 * const { sim, assignments, config } = await loadRun("runs/eth-400-0");
 * const { counts } = await sim.present({ input: ratesOf(image, { maximum: Hz(config.rate) }) }, { … });
 * const [answer] = allActivity(counts.exc, assignments, { classes: config.data.classes });
 * ```
 *
 * If the run has not been labeled yet, assignments and rates are those of the training so far.
 * @throws CheckpointError if there is no run, or its files are damaged or do not belong together
 * @throws InputError for a folder that is not a string, and for unknown options
 */
export async function loadRun(folder: string, options: LoadRunOptions = {}): Promise<LoadedRun> {
  checkText("loadRun, folder", folder, "runs/eth-400-0");
  checkOptions("loadRun", options, OPTIONS, { example: '{ backend: "wasm" }' });
  if (options.backend !== undefined) checkText("loadRun, backend", options.backend, "wasm", "a name");
  const record = await readRecord(folder);
  const { config, trained } = record;
  const sim = await restoreNetwork(folder, record, options);
  await restUntilSilent(sim);
  const { labels, rates } = await labelsOf(folder, record);
  return { sim, assignments: labels, rates, config, trained };
}

/** The network in the state of a record. */
export async function restoreNetwork(
  folder: string,
  { config, network, sha256 }: RunRecord,
  { backend = config.backend, threads }: LoadRunOptions = {},
): Promise<EthSimulation> {
  const sim = await compileEth({ ...config, backend }, threads);
  await restoreFrom(sim, join(folder, network), sha256);
  return sim;
}

/** The labels of a record's run, or those of the training so far. */
export async function labelsOf(folder: string, { config, labels, sha256, vote: state }: RunRecord) {
  const { neurons, data } = config;
  if (labels !== null) return readLabels(join(folder, labels), { neurons, classes: data.classes, network: sha256 });
  const vote = LabelVote.from(state);
  return { labels: vote.assignments, rates: vote.rates };
}

/** The training of a record, to be continued. */
export function trainingOf({ trained, seconds, vote, curve }: RunRecord): Training {
  return {
    trained,
    seconds,
    vote: LabelVote.from(vote),
    curve: { examples: [...curve.examples], accuracy: [...curve.accuracy] },
  };
}
