import { DataError } from "../errors.js";

/** What is used of h5wasm, whose file it is that has no types of its own for Node.js. */
interface Library {
  readonly ready: Promise<{ activate_throwing_error_handler(): number }>;
  readonly File: new (path: string, mode: "r" | "w") => Hdf5File;
}

interface Metadata {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly shape?: readonly number[] | null;
  readonly vlen_type?: Metadata;
}

export interface Hdf5Dataset {
  readonly type: "Dataset";
  readonly metadata: Metadata;
  readonly shape: readonly number[] | null;
  readonly value: unknown;
}

export interface Hdf5Group {
  readonly type: "Group";
  keys(): string[];
  get(path: string): Hdf5Dataset | Hdf5Group | null;
  create_group(name: string): Hdf5Group;
  create_dataset(options: { name: string; data: unknown; shape?: readonly number[]; dtype?: string }): unknown;
}

interface Hdf5File extends Hdf5Group {
  close(): void;
}

/** Not followed by the compiler: four megabytes that are read when the first HDF5 file is. */
const PACKAGE: string = "h5wasm/node";

let loaded: Promise<Library> | undefined;

async function library(): Promise<Library> {
  loaded ??= (async () => {
    const module = (await import(PACKAGE).catch((error: Error) => {
      throw new DataError(`HDF5 files need the package h5wasm (${error.message}). Run: npm install h5wasm`);
    })) as Library;
    (await module.ready).activate_throwing_error_handler();
    return module;
  })();
  return loaded;
}

/** The first line of what HDF5 says, without its own files and lines. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const last = [...text.matchAll(/in \w+\(\): (.*)/g)].pop()?.[1];
  return (last ?? text.split("\n")[0]).slice(0, 200);
}

/**
 * Opens an HDF5 file, and closes it again.
 * @param path of a file that is there
 * @throws DataError for a foreign or damaged file, and what the work throws of the library's errors
 */
export async function readingHdf5<Result>(path: string, work: (file: Hdf5Group) => Result): Promise<Result> {
  const { File } = await library();
  let file: Hdf5File | undefined;
  try {
    file = new File(path, "r");
    return work(file);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${path}: is no HDF5 file, or damaged (${reasonOf(error)}). Get the file again.`);
  } finally {
    try {
      file?.close();
    } catch {
      // A damaged file; what was wrong with it is on its way.
    }
  }
}

/** Writes an HDF5 file at a path where none is. */
export async function writingHdf5(path: string, work: (file: Hdf5Group) => void): Promise<void> {
  const { File } = await library();
  const file = new File(path, "w");
  try {
    work(file);
  } finally {
    file.close();
  }
}

/** @throws DataError where there is no data set of that path */
export function datasetOf(where: string, group: Hdf5Group, path: string): Hdf5Dataset {
  const found = group.get(path);
  if (found?.type === "Dataset") return found as Hdf5Dataset;
  throw new DataError(`${where}: has no data set "${path}".`);
}

/** @throws DataError where there is no group of that path */
export function groupOf(where: string, group: Hdf5Group, path: string): Hdf5Group {
  const found = group.get(path);
  if (found?.type === "Group") return found as Hdf5Group;
  throw new DataError(`${where}: has no group "${path}".`);
}

const INTEGER = 0;
const FLOAT = 1;

/** A data set with its numbers of half precision read as whole numbers of 16 bits, which the library can give. */
export function asBits(dataset: Hdf5Dataset): { readonly value: unknown; readonly isHalf: boolean } {
  const { metadata } = dataset;
  const inner = metadata.vlen_type ?? metadata;
  if (!(inner.type === FLOAT && inner.size === 2)) return { value: dataset.value, isHalf: false };
  const bits = { ...inner, type: INTEGER, signed: false };
  const changed = metadata.vlen_type ? { ...metadata, vlen_type: bits } : bits;
  return { value: Object.defineProperty(dataset, "metadata", { value: changed }).value, isHalf: true };
}
