import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { nirCubaLif, nirLif } from "../../catalog/neurons/nir.js";
import { checkOptions, nameOf, optionsOf, unknownName } from "../../check/names.js";
import { type Numbers, readNumbers } from "../../check/numbers.js";
import { checkText } from "../../check/text.js";
import { print } from "../../equations/print.js";
import { ModelError } from "../../errors.js";
import { writingTo } from "../../host/fileError.js";
import { makeFolder } from "../../host/makeFolder.js";
import { temporaryName } from "../../host/temporaryName.js";
import { checkKind } from "../../model/declared.js";
import { isSliced } from "../../model/ends.js";
import { equationRows } from "../../model/equationRows.js";
import { type Network, partsOf } from "../../model/network.js";
import { type NeuronModel, neuron } from "../../model/neuron.js";
import { PairFunction } from "../../model/pairFunction.js";
import type { Population } from "../../model/population.js";
import type { Projection } from "../../model/projection.js";
import { type WrittenGroup, writingHdf5 } from "../hdf5Writer.js";
import type { NirGraph, NirValues } from "./graph.js";
import { MODELS } from "./models.js";
import { type NirOptions, spikeLength } from "./readNir.js";

export interface WriteNirOptions extends NirOptions {
  /**
   * Weights of projections that replace the declared ones, such as learned weights, `await sim.state.wire.w.read()`.
   */
  readonly weights?: Readonly<Record<string, Numbers>>;
}

const OPTIONS = optionsOf<WriteNirOptions>({ spike: true, weights: true });
const VERSION = "1.0.8";

/**
 * Writes a network as a graph of the Neuromorphic Intermediate Representation, completely or not at all: sources as
 * `Input`, populations of {@link nirLif} and {@link nirCubaLif} as `LIF` and `CubaLIF`, projections without delay and
 * plasticity as `Linear`, or `Affine` if there is a bias; and an `Output` for each population without outgoing
 * projections.
 * @throws ModelError for a network that the format cannot represent
 * @throws FileError if the system refuses to write
 * @see Pedersen et al. (2024), Neuromorphic intermediate representation, doi:10.1038/s41467-024-52259-9
 */
export async function writeNir(net: Network, path: string, options: WriteNirOptions): Promise<void> {
  const where = "writeNir";
  checkKind(where, net, ["network"], "a network: network({ … })");
  checkText(`${where}, path`, path, "network.nir", "a path");
  checkOptions(where, options, OPTIONS, { example: "{ spike: ms(1) }" });
  const { weights = {} } = options;
  const projections = partsOf(net, "projection").map(([name]) => name);
  checkOptions(`${where}, weights`, weights, projections, { example: "{ wire: await sim.state.wire.w.read() }" });
  const graph = graphOf(net, spikeLength(where, options.spike), weights);
  const temporary = temporaryName(path);
  await writingTo(path, async () => {
    makeFolder(dirname(path));
    try {
      await writingHdf5(temporary, (file) => writeGraph(file, graph));
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  });
}

function writeGraph(file: WrittenGroup, { nodes, edges }: NirGraph): void {
  file.create_dataset({ name: "version", data: VERSION });
  const root = file.create_group("node");
  root.create_dataset({ name: "type", data: "NIRGraph" });
  root.create_dataset({ name: "edges", data: edges.flat(), shape: [edges.length, 2] });
  const group = root.create_group("nodes");
  for (const [name, { type, values }] of nodes) {
    const own = group.create_group(name);
    own.create_dataset({ name: "type", data: type });
    for (const [key, { shape, data }] of values) {
      const isShape = key === "shape";
      const list = isShape ? BigInt64Array.from(data, BigInt) : data;
      own.create_dataset({ name: key, data: list, shape, dtype: isShape ? "<q" : "<d" });
    }
  }
}

type Node = { type: string; values: Map<string, NirValues> };

const vector = (data: Float64Array): NirValues => ({ shape: [data.length], data });

function graphOf(net: Network, spike: number, given: Readonly<Record<string, Numbers>>): NirGraph {
  const nodes = new Map<string, Node>();
  const edges: [string, string][] = [];
  const nameOfMember = new Map<unknown, string>();
  for (const [name, { size }] of partsOf(net, "source")) {
    nameOfMember.set(net.parts[name], name);
    nodes.set(name, { type: "Input", values: new Map([["shape", vector(Float64Array.of(size))]]) });
  }
  const biases = new Map<string, Float64Array>();
  for (const [name] of partsOf(net, "drive")) {
    throw new ModelError(`writeNir, "${name}": found poissonInput, expected a source of spikes. Use poisson(n).`);
  }
  for (const [name, own] of partsOf(net, "population")) {
    nameOfMember.set(own, name);
    const type = typeOf(name, own.model);
    checkRest(name, own);
    nodes.set(name, { type, values: parametersOf(name, own, type) });
    const bias = valuesOf(name, own, "bias");
    if (bias.some((value) => value !== 0)) biases.set(name, bias);
  }
  for (const [name, projection] of partsOf(net, "projection")) {
    const [pre, post] = [projection.pre, projection.post].map((member) => nameOfMember.get(member) ?? "");
    const target = nodes.get(post);
    if (target === undefined) continue;
    const bias = biases.get(post);
    const weight = weightsOf(name, projection, target, spike, given[name]);
    const values = new Map([["weight", weight], ...(bias ? [["bias", vector(bias)] as const] : [])]);
    nodes.set(name, { type: bias ? "Affine" : "Linear", values });
    biases.delete(post);
    edges.push([pre, name], [name, post]);
  }
  for (const [name] of biases) {
    throw new ModelError(`writeNir, "${name}": found a bias without a projection onto it, expected one to carry it.`);
  }
  for (const [name, { size }] of partsOf(net, "population")) {
    if (edges.some(([from]) => from === name)) continue;
    let output = "output";
    for (let i = 2; nodes.has(output); i++) output = `output_${i}`;
    nodes.set(output, { type: "Output", values: new Map([["shape", vector(Float64Array.of(size))]]) });
    edges.push([name, output]);
  }
  return { nodes, edges };
}

/** Equations, threshold and reset as text. */
function textOf({ system, threshold, reset, refractory, events: own }: NeuronModel): string {
  const events = reset.map(({ state, value }) => `${state} = ${print(system.typed(value))}`).sort();
  const rows = equationRows(system).map(([left, right]) => `${left} ${right}`);
  return [
    ...rows.sort(),
    threshold && print(system.typed(threshold)),
    ...events,
    refractory.kind,
    `${own.length} events`,
  ].join("\n");
}

const TEXTS = [
  [textOf(neuron(nirLif)), "LIF"],
  [textOf(neuron(nirCubaLif)), "CubaLIF"],
] as const;

function typeOf(name: string, model: NeuronModel): string {
  const text = textOf(model);
  const type = TEXTS.find(([own]) => own === text)?.[1];
  if (type !== undefined) return type;
  throw new ModelError(
    `writeNir, "${name}": found other equations, expected those of nirLif or nirCubaLif, which a graph can represent. ` +
      "Declare it as neuron({ ...nirLif, parameters: { … } }).",
  );
}

/** Refuses what a node cannot say of its neurons beyond their equations. */
function checkRest(name: string, own: Population): void {
  const { model, winners } = own;
  const where = `writeNir, "${name}"`;
  const refuse = (found: string, expected: string) => {
    throw new ModelError(`${where}: found ${found}, which a graph cannot represent, expected ${expected}.`);
  };
  if (winners) refuse("neurons that compete (winners)", "none");
  if (model.method !== undefined) refuse(`the method "${model.method}"`, "none. Leave it out");
  const leaks = valuesOf(name, own, "vLeak");
  for (const state of model.states) {
    const { value = 0 } = model.initial.get(state) ?? {};
    const isDrawn = typeof value !== "number" && !(value instanceof Float64Array);
    const start = (n: number) => (typeof value === "number" ? value : (value as Float64Array)[n]);
    const right = (n: number) => (state === "v" ? leaks[n] : 0);
    if (isDrawn || leaks.some((_, n) => start(n) !== right(n))) {
      const expected = state === "v" ? "v to start at vLeak: initial: { v: vLeak }" : `${state} to start at 0`;
      refuse(`initial values of ${state}`, expected);
    }
  }
}

/** A parameter of each neuron, in coherent units. */
function valuesOf(name: string, { size, model }: Population, parameter: string): Float64Array {
  const { value, isChanging } = model.system.parameters.get(parameter) ?? {};
  if (isChanging) {
    throw new ModelError(
      `writeNir, "${name}", ${parameter}: found a parameter that changes, expected numbers, as a graph has no time. Use one value.`,
    );
  }
  if (typeof value === "number") return new Float64Array(size).fill(value);
  if (value instanceof Float64Array) return value;
  throw new ModelError(`writeNir, "${name}", ${parameter}: found a distribution, expected numbers. Draw them first.`);
}

function parametersOf(name: string, own: Population, type: string): Map<string, NirValues> {
  const { times, numbers } = MODELS[type];
  return new Map([
    ...Object.entries(times).map(
      ([nir, ours]) => [nir, vector(valuesOf(name, own, ours).map((x) => x / 1000))] as const,
    ),
    ...Object.entries(numbers).map(([nir, ours]) => [nir, vector(valuesOf(name, own, ours))] as const),
  ]);
}

/** The weights in NIR's order, [post, pre], divided by what a spike of weight 1 adds. */
function weightsOf(
  name: string,
  projection: Projection,
  { type, values }: Node,
  spike: number,
  given: Numbers | undefined,
): NirValues {
  const where = `writeNir, "${name}"`;
  const { pre, post, delay, plasticity, normalize, w, transmit } = projection;
  const model = MODELS[type];
  const to = transmit.map(({ target }) => target).join(", ");
  const problem = unknownName("the variable that spikes arrive at", to, [model.to]);
  if (problem) throw new ModelError(`${where}: ${problem}`);
  if (delay !== 0) throw new ModelError(`${where}: found delays, which the edges of a graph cannot have. Remove them.`);
  if (given === undefined && (plasticity ?? normalize) !== undefined) {
    throw new ModelError(
      `${where}: found plasticity, expected constant weights. Pass the learned weights: weights: { … }.`,
    );
  }
  const factor = transmit.find(({ value }) => !(value.kind === "name" && value.name === "w"));
  if (factor) {
    throw new ModelError(
      `${where}: found synapses that transmit ${print(factor.value)}, expected the weight itself, w.`,
    );
  }
  if (isSliced(projection)) {
    throw new ModelError(`${where}: found a slice, expected whole populations, which are a graph's nodes.`);
  }
  const synapses = synapsesOf(where, projection);
  const declared = typeof w.value === "number" ? new Float64Array(synapses.length).fill(w.value) : w.value;
  if (given === undefined && declared instanceof PairFunction) {
    throw new ModelError(`${where}: found a function of two neurons, expected numbers. Pass them: weights: { … }.`);
  }
  const own = given === undefined ? declared : readNumbers(`${where}, weights`, given, synapses.length);
  if (!(own instanceof Float64Array)) {
    throw new ModelError(`${where}: found a distribution, expected numbers. Pass them: weights: { … }.`);
  }
  const [gains, taus] = [model.gain, model.tau].map((key) => values.get(key)?.data ?? new Float64Array(0));
  const data = new Float64Array(post.size * pre.size);
  for (const [s, [i, j]] of synapses.entries()) {
    if (gains[j] === 0) throw new ModelError(`${where}: found the gain 0 of neuron ${j}, expected a nonzero gain.`);
    data[j * pre.size + i] += (own[s] * 1000 * taus[j]) / (gains[j] * spike);
  }
  return { shape: [post.size, pre.size], data };
}

/** The synapses as declared: from i to j. */
function synapsesOf(where: string, { pre, post, pattern }: Projection): (readonly [pre: number, post: number])[] {
  if (pattern === "dense") {
    return Array.from({ length: pre.size * post.size }, (_, s) => [Math.floor(s / post.size), s % post.size] as const);
  }
  if (pattern === "oneToOne") return Array.from({ length: pre.size }, (_, i) => [i, i] as const);
  if (typeof pattern === "object" && pattern.kind === "pairs") {
    return Array.from(pattern.pre, (i, s) => [i, pattern.post[s]] as const);
  }
  const found = typeof pattern === "string" ? `"${pattern}"` : nameOf(pattern);
  throw new ModelError(`${where}: found the pattern ${found}, expected "dense", "oneToOne" or pairs(…).`);
}
