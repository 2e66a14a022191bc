import { DataError } from "../../errors.js";
import { datasetOf, groupOf, type Hdf5Data, type Hdf5Group, readHdf5 } from "../hdf5Reader.js";
import { wholeFile } from "../wholeFile.js";

/** Numbers of a node, in row-major order. */
export interface NirValues {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface NirNode {
  readonly type: string;
  readonly values: ReadonlyMap<string, NirValues>;
}

type Edge = readonly [from: string, to: string];

/** A graph of the Neuromorphic Intermediate Representation, as in its file, but without graphs within graphs. */
export interface NirGraph {
  readonly nodes: ReadonlyMap<string, NirNode>;
  readonly edges: readonly Edge[];
}

/** What only passes values on: here neurons have no shape, and the ends of a graph within a graph are no nodes. */
const PASSES = "Flatten";

/** @throws DataError for a file that is missing, damaged or in another format */
export async function readGraph(where: string, path: string): Promise<NirGraph> {
  await wholeFile(where, path);
  const root = groupOf(path, await readHdf5(path, ["node"]), "node");
  const type = textOf(path, datasetOf(path, root, "type"));
  if (type !== "NIRGraph") throw new DataError(`${path}: found a ${type}, expected a NIRGraph.`);
  return joined(graphOf(path, root));
}

function graphOf(where: string, group: Hdf5Group): NirGraph {
  const listed = groupOf(where, group, "nodes");
  const found = edgesOf(where, datasetOf(where, group, "edges"), listed.members);
  const nodes = new Map<string, NirNode>();
  const inner: Edge[] = [];
  /** Where edges to and from a graph within this one lead. */
  const [entries, exits] = [new Map<string, string>(), new Map<string, string>()];
  for (const name of listed.members.keys()) {
    const place = `${where}, node "${name}"`;
    const own = groupOf(where, listed, name);
    const type = textOf(place, datasetOf(place, own, "type"));
    if (type !== "NIRGraph") {
      nodes.set(name, { type, values: valuesIn(own) });
      continue;
    }
    const graph = graphOf(place, own);
    const within = (member: string) => `${name}.${member}`;
    for (const [member, node] of graph.nodes) {
      const isEnd = node.type === "Input" || node.type === "Output";
      nodes.set(within(member), isEnd ? { ...node, type: PASSES } : node);
    }
    entries.set(name, within(onlyOne(place, graph, "Input")));
    exits.set(name, within(onlyOne(place, graph, "Output")));
    for (const [from, to] of graph.edges) inner.push([within(from), within(to)]);
  }
  const outer = found.map(([from, to]): Edge => [exits.get(from) ?? from, entries.get(to) ?? to]);
  return { nodes, edges: [...outer, ...inner] };
}

function onlyOne(where: string, { nodes }: NirGraph, type: string): string {
  const names = [...nodes].flatMap(([name, node]) => (node.type === type ? [name] : []));
  if (names.length === 1) return names[0];
  throw new DataError(`${where}: found ${names.length} nodes of type ${type}, expected one in a graph within a graph.`);
}

/** The graph without nodes that only pass values on: each edge into one continues along each edge out of it. */
function joined({ nodes, edges }: NirGraph): NirGraph {
  let rest = [...edges];
  const kept = new Map(nodes);
  for (const [name, { type }] of nodes) {
    if (type !== PASSES) continue;
    kept.delete(name);
    const sources = rest.filter(([from, to]) => to === name && from !== name);
    const targets = rest.filter(([from, to]) => from === name && to !== name);
    rest = rest.filter((edge) => !edge.includes(name));
    for (const [from] of sources) for (const [, to] of targets) rest.push([from, to]);
  }
  return { nodes: kept, edges: rest };
}

function valuesIn({ members }: Hdf5Group): ReadonlyMap<string, NirValues> {
  const values = new Map<string, NirValues>();
  for (const [name, member] of members) {
    const data = member.kind === "data" && name !== "type" ? numbersOf(member.value) : undefined;
    if (member.kind === "data" && data) values.set(name, { shape: member.shape, data });
  }
  return values;
}

function textOf(where: string, { value }: Hdf5Data): string {
  if (typeof value === "string") return value;
  throw new DataError(`${where}: found no text, expected the type of a node.`);
}

/** The numbers of a data set, if it has any. */
function numbersOf(value: unknown): Float64Array | undefined {
  if (typeof value === "number" || typeof value === "bigint") return Float64Array.of(Number(value));
  if (ArrayBuffer.isView(value) && "length" in value) return Float64Array.from(value as Float64Array, Number);
  return undefined;
}

/** The edges, of which NIR keeps each only once. */
function edgesOf(where: string, { value, shape }: Hdf5Data, nodes: ReadonlyMap<string, unknown>): Edge[] {
  const names: unknown = value ?? [];
  if (!Array.isArray(names) || names.length % 2 !== 0 || (names.length > 0 && shape[1] !== 2)) {
    throw new DataError(`${where}: found edges that are not pairs of nodes, expected [edges, 2].`);
  }
  for (const name of names) {
    if (typeof name !== "string" || !nodes.has(name)) {
      throw new DataError(`${where}: found an edge of "${String(name).slice(0, 60)}", expected a node of the graph.`);
    }
  }
  const edges = Array.from({ length: names.length / 2 }, (_, i): Edge => [names[2 * i], names[2 * i + 1]]);
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}
