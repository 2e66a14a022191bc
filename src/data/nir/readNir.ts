import { checkOptions, optionsOf } from "../../check/names.js";
import { DataError, InputError, SpikeTensorError } from "../../errors.js";
import { type Network, network, type Part } from "../../model/network.js";
import { type Population, population, type SpikeSource, spikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import type { Quantity } from "../../units/quantity.js";
import { ms, second } from "../../units/units.js";
import { valueIn } from "../../units/valueIn.js";
import { type NirGraph, type NirNode, type NirValues, readGraph } from "./graph.js";
import { DEFAULTS, isModel, MODELS } from "./models.js";

export interface NirOptions {
  /**
   * The time for which a spike counts as an input of 1: the step of the program that the weights come from or go to.
   * NIR's equations treat spikes as impulses, whose size depends on this time, so there is no default.
   */
  readonly spike: Quantity<"time">;
}

const OPTIONS = optionsOf<NirOptions>({ spike: true });
const WEIGHTS = ["Linear", "Affine"];
const KNOWN = ["Input", "Output", ...WEIGHTS, ...Object.keys(MODELS)];

export function spikeLength(where: string, spike: Quantity<"time">): number {
  const length = valueIn(`${where}, spike`, spike, ms, "ms(1)");
  if (length > 0) return length;
  throw new InputError(`${where}, spike: found ${length} ms, expected a time above 0.`);
}

/**
 * Reads a graph of the Neuromorphic Intermediate Representation as a network: `Input` becomes a source of spikes, `LIF`
 * and `CubaLIF` populations of {@link nirLif} and {@link nirCubaLif}, `Linear` and `Affine` projections between them,
 * whose biases are constant inputs. Parts have the names of the nodes, with _ in place of invalid characters; nodes of a
 * graph within the graph have its name before theirs. `Flatten` passes through, as neurons have no shape here.
 * @throws DataError for a file that is missing, damaged or in another format, for nodes of other kinds, and for shapes
 *   that do not match
 * @see Pedersen et al. (2024), Neuromorphic intermediate representation, doi:10.1038/s41467-024-52259-9
 */
export async function readNir(path: string, options: NirOptions): Promise<Network> {
  checkOptions("readNir", options, OPTIONS, { example: "{ spike: ms(1) }" });
  const spike = spikeLength("readNir", options.spike);
  const graph = await readGraph("readNir", path);
  try {
    return networkOf(path, graph, spike);
  } catch (error) {
    if (error instanceof DataError || !(error instanceof SpikeTensorError)) throw error;
    throw new DataError(`${path}: ${error.message}`);
  }
}

function networkOf(path: string, graph: NirGraph, spike: number): Network {
  const names = new Map<string, string>();
  const parts: Record<string, Part> = {};
  const members = new Map<string, Population | SpikeSource>();
  for (const [name, node] of graph.nodes) {
    const where = `${path}, node "${name}"`;
    if (!KNOWN.includes(node.type)) {
      const type = node.type.slice(0, 60);
      throw new DataError(
        `${where}: found the type ${type}, expected one of ${KNOWN.join(", ")}, NIRGraph or Flatten.`,
      );
    }
    names.set(name, nameFor(name, new Set(names.values())));
    if (WEIGHTS.includes(node.type)) checkTargets(where, graph, name);
    if (node.type === "Input") members.set(name, spikeSource(sizeOf(where, valuesOf(where, node, "shape"))));
    else if (isModel(node.type)) members.set(name, populationOf(where, node, node.type, biasOf(path, graph, name)));
  }
  const nameOf = (name: string): string => names.get(name) ?? name;
  for (const [name, member] of members) parts[nameOf(name)] = member;
  for (const [name, node] of graph.nodes) {
    const post = members.get(name);
    if (post?.kind !== "population" || !isModel(node.type)) continue;
    const gains = gainsOf(path, name, node, node.type, spike);
    for (const { pre, weights, via } of inputsOf(path, graph, members, name)) {
      const key = via === undefined ? `${nameOf(pre.name)}To_${nameOf(name)}` : nameOf(via);
      const own = key in parts ? `${key}_${nameOf(pre.name)}_${nameOf(name)}` : key;
      parts[nameFor(own, new Set(Object.keys(parts)))] = projectionOf(
        `${path}, ${via ?? name}`,
        pre.member,
        post,
        MODELS[node.type].to,
        gains,
        weights,
      );
    }
  }
  return network(parts);
}

/** Weights are of projections, which end at neurons. */
function checkTargets(where: string, { nodes, edges }: NirGraph, name: string): void {
  const targets = edges.flatMap(([from, to]) => (from === name ? [to] : []));
  const other = targets.find((to) => !isModel(nodes.get(to)?.type ?? ""));
  if (targets.length > 0 && other === undefined) return;
  const found =
    other === undefined ? "no edge from it" : `an edge to "${other}", a node of type ${nodes.get(other)?.type}`;
  throw new DataError(
    `${where}: found ${found}, expected one to neurons. Remove the node, and apply its weights to the neurons' spikes.`,
  );
}

/** A valid name for a part, distinct from all others. */
function nameFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replace(/\W/g, "_");
  const base = /^[A-Za-z_]/.test(plain) && plain !== "pre" && plain !== "post" ? plain : `n${plain}`;
  let unique = base;
  for (let i = 2; taken.has(unique); i++) unique = `${base}_${i}`;
  return unique;
}

function valuesOf(where: string, node: NirNode, name: string, fallback?: number): NirValues {
  const found = node.values.get(name);
  if (found !== undefined) {
    const wrong = found.data.find((value) => !Number.isFinite(value));
    if (wrong === undefined) return found;
    throw new DataError(`${where}, ${name}: found ${wrong}, expected finite numbers.`);
  }
  if (fallback !== undefined) return { shape: [], data: Float64Array.of(fallback) };
  throw new DataError(`${where}: has no ${name}.`);
}

/** The number of neurons in the shape of an input. */
function sizeOf(where: string, { data }: NirValues): number {
  return data.reduce((product, size) => {
    if (Number.isInteger(size) && size > 0) return product * size;
    throw new DataError(`${where}: found a shape with ${size}, expected whole numbers from 1.`);
  }, 1);
}

/** A single number if all are equal, so that a model with one value for all neurons stays one. */
const compact = (data: Float64Array): number | Float64Array => (data.every((x) => x === data[0]) ? data[0] : data);

function populationOf(where: string, node: NirNode, type: string, bias: Float64Array | undefined): Population {
  const { make, times, numbers } = MODELS[type];
  const size = valuesOf(where, node, "v_threshold").data.length;
  const own = (name: string): Float64Array => {
    const { data } = valuesOf(where, node, name, DEFAULTS[name]);
    if (data.length === size) return data;
    if (data.length === 1) return new Float64Array(size).fill(data[0]);
    throw new DataError(`${where}, ${name}: found ${data.length} values, expected ${size}.`);
  };
  const parameters: Record<string, number | Float64Array | Quantity> = {};
  for (const [nir, ours] of Object.entries(times)) {
    const value = compact(own(nir));
    const wrong = typeof value === "number" ? (value > 0 ? undefined : value) : value.find((tau) => !(tau > 0));
    if (wrong !== undefined) throw new DataError(`${where}, ${nir}: found ${wrong} s, expected times above 0.`);
    parameters[ours] = typeof value === "number" ? second(value) : second(value);
  }
  for (const [nir, ours] of Object.entries(numbers)) parameters[ours] = compact(own(nir));
  if (bias && bias.length !== size) throw new DataError(`${where}: found ${bias.length} biases, expected ${size}.`);
  parameters.bias = bias ? compact(bias) : 0;
  return population(size, make({ ...parameters, vLeak: parameters.vLeak }));
}

/** The sum of the biases of all edges onto a node. */
function biasOf(path: string, { nodes, edges }: NirGraph, name: string): Float64Array | undefined {
  let sum: Float64Array | undefined;
  for (const [from, to] of edges) {
    const node = nodes.get(from);
    if (to !== name || node?.type !== "Affine") continue;
    const { data } = valuesOf(`${path}, node "${from}"`, node, "bias");
    sum = sum === undefined ? data : sum.map((value, i) => value + data[i]);
  }
  return sum;
}

/** What a spike of weight 1 adds to each neuron. */
function gainsOf(path: string, name: string, node: NirNode, type: string, spike: number): Float64Array {
  const where = `${path}, node "${name}"`;
  const { gain, tau } = MODELS[type];
  const size = valuesOf(where, node, "v_threshold").data.length;
  const [gains, taus] = [gain, tau].map((n) => valuesOf(where, node, n, DEFAULTS[n]).data);
  const at = (data: Float64Array, i: number) => data[data.length === 1 ? 0 : i];
  return Float64Array.from({ length: size }, (_, i) => (at(gains, i) * spike) / (1000 * at(taus, i)));
}

interface Input {
  readonly pre: { readonly name: string; readonly member: Population | SpikeSource };
  /** Undefined if spikes are transmitted unchanged. */
  readonly weights?: NirValues;
  readonly via?: string;
}

function inputsOf(
  path: string,
  { nodes, edges }: NirGraph,
  members: ReadonlyMap<string, Population | SpikeSource>,
  name: string,
): Input[] {
  const into = (target: string) => edges.flatMap(([from, to]) => (to === target ? [from] : []));
  return into(name).flatMap((from): Input[] => {
    const member = members.get(from);
    if (member) return [{ pre: { name: from, member } }];
    const node = nodes.get(from);
    if (node === undefined || !WEIGHTS.includes(node.type)) return [];
    const weights = valuesOf(`${path}, node "${from}"`, node, "weight");
    return into(from).map((source) => {
      const pre = members.get(source);
      if (pre) return { pre: { name: source, member: pre }, weights, via: from };
      throw new DataError(
        `${path}, node "${from}": found an edge from "${source}", expected one from an Input or from neurons.`,
      );
    });
  });
}

function projectionOf(
  where: string,
  pre: Population | SpikeSource,
  post: Population,
  to: string,
  gains: Float64Array,
  weights: NirValues | undefined,
): Projection {
  if (weights === undefined) {
    if (pre.size === post.size) return connect<Population>(pre, post, { to, w: gains, pattern: "oneToOne" });
    throw new DataError(
      `${where}: found an edge from ${pre.size} to ${post.size} neurons, expected the same number of each.`,
    );
  }
  const { shape, data } = weights;
  if (shape.length !== 2 || shape[0] !== post.size || shape[1] !== pre.size) {
    throw new DataError(
      `${where}, weight: found the shape [${shape.join(", ")}], expected [${post.size}, ${pre.size}].`,
    );
  }
  const w = Float64Array.from({ length: data.length }, (_, s) => {
    const [i, j] = [Math.floor(s / post.size), s % post.size];
    return data[j * pre.size + i] * gains[j];
  });
  return connect<Population>(pre, post, { to, w });
}
