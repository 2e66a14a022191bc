import { DataError } from "../../errors.js";
import { datasetOf, groupOf, type Hdf5Dataset, type Hdf5Group, readingHdf5 } from "../hdf5.js";
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

/** A graph of the Neuromorphic Intermediate Representation, as in its file. */
export interface NirGraph {
  readonly nodes: ReadonlyMap<string, NirNode>;
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** @throws DataError for a file that is missing, damaged or in another format */
export async function readGraph(where: string, path: string): Promise<NirGraph> {
  await wholeFile(where, path);
  return readingHdf5(path, (file) => {
    const root = groupOf(path, file, "node");
    const type = textOf(path, datasetOf(path, root, "type"));
    if (type !== "NIRGraph") throw new DataError(`${path}: found a ${type}, expected a NIRGraph.`);
    const group = groupOf(path, root, "nodes");
    const nodes = new Map(
      group.keys().map((name) => [name, nodeOf(`${path}, node "${name}"`, groupOf(path, group, name))]),
    );
    return { nodes, edges: edgesOf(path, datasetOf(path, root, "edges"), nodes) };
  });
}

function nodeOf(where: string, group: Hdf5Group): NirNode {
  const values = new Map<string, NirValues>();
  let type = "";
  for (const name of group.keys()) {
    const member = group.get(name);
    if (member?.type !== "Dataset") continue;
    const dataset = member as Hdf5Dataset;
    if (name === "type") type = textOf(where, dataset);
    else {
      const value = numbersOf(dataset.value);
      if (value) values.set(name, { shape: dataset.shape ?? [], data: value });
    }
  }
  if (type === "") throw new DataError(`${where}: has no type.`);
  return { type, values };
}

function textOf(where: string, { value }: Hdf5Dataset): string {
  if (typeof value === "string") return value;
  throw new DataError(`${where}: found no text, expected the type of a node.`);
}

/** The numbers of a data set, if it has any. */
function numbersOf(value: unknown): Float64Array | undefined {
  if (typeof value === "number" || typeof value === "bigint") return Float64Array.of(Number(value));
  if (ArrayBuffer.isView(value) && "length" in value) return Float64Array.from(value as Float64Array, Number);
  return undefined;
}

function edgesOf(path: string, { value, shape }: Hdf5Dataset, nodes: ReadonlyMap<string, NirNode>) {
  const names: unknown = value ?? [];
  if (!Array.isArray(names) || names.length % 2 !== 0 || (names.length > 0 && shape?.[1] !== 2)) {
    throw new DataError(`${path}: found edges that are not pairs of nodes, expected [edges, 2].`);
  }
  for (const name of names) {
    if (typeof name !== "string" || !nodes.has(name)) {
      throw new DataError(`${path}: found an edge of "${String(name).slice(0, 60)}", expected a node of the graph.`);
    }
  }
  return Array.from({ length: names.length / 2 }, (_, i) => [names[2 * i], names[2 * i + 1]] as const);
}
