import { DataError } from "../errors.js";

/** The part of h5wasm that is used; its entry point for Node.js has no types. */
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

/** Hidden from the compiler: four megabytes, loaded when the first HDF5 file is read. */
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

/** The first line of HDF5's message, without its own files and lines. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const last = [...text.matchAll(/in \w+\(\): (.*)/g)].pop()?.[1];
  return (last ?? text.split("\n")[0]).slice(0, 200);
}

/**
 * Opens an HDF5 file, and closes it again.
 * @param path of an existing file
 * @throws DataError for a damaged file or one of another format, and for the library's errors during the work
 */
export async function readingHdf5<Result>(path: string, work: (file: Hdf5Group) => Result): Promise<Result> {
  const { File } = await library();
  let file: Hdf5File | undefined;
  try {
    file = new File(path, "r");
    return work(file);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${path}: is not an HDF5 file, or damaged (${reasonOf(error)}). Get the file again.`);
  } finally {
    try {
      file?.close();
    } catch {
      // Closing failed because the file is damaged; that error is already being thrown.
    }
  }
}

/** Writes a new HDF5 file. */
export async function writingHdf5(path: string, work: (file: Hdf5Group) => void): Promise<void> {
  const { File } = await library();
  const file = new File(path, "w");
  try {
    work(file);
  } finally {
    file.close();
  }
}

/** @throws DataError if there is no data set with that path */
export function datasetOf(where: string, group: Hdf5Group, path: string): Hdf5Dataset {
  const found = group.get(path);
  if (found?.type === "Dataset") return found as Hdf5Dataset;
  throw new DataError(`${where}: has no data set "${path}".`);
}

/** @throws DataError if there is no group with that path */
export function groupOf(where: string, group: Hdf5Group, path: string): Hdf5Group {
  const found = group.get(path);
  if (found?.type === "Group") return found as Hdf5Group;
  throw new DataError(`${where}: has no group "${path}".`);
}

const INTEGER = 0;
const FLOAT = 1;

/** A data set whose half-precision numbers are read as 16-bit whole numbers, since the library cannot decode them. */
export function asBits(dataset: Hdf5Dataset): { readonly value: unknown; readonly isHalf: boolean } {
  const { metadata } = dataset;
  const inner = metadata.vlen_type ?? metadata;
  if (!(inner.type === FLOAT && inner.size === 2)) return { value: dataset.value, isHalf: false };
  const bits = { ...inner, type: INTEGER, signed: false };
  const changed = metadata.vlen_type ? { ...metadata, vlen_type: bits } : bits;
  return { value: Object.defineProperty(dataset, "metadata", { value: changed }).value, isHalf: true };
}
