import { DataError } from "../errors.js";

/** The part of h5wasm that is used; its entry point for Node.js has no types. */
interface Library {
  readonly ready: Promise<{ activate_throwing_error_handler(): number }>;
  readonly File: new (path: string, mode: "w") => WrittenFile;
}

/** A group of a file that is being written. */
export interface WrittenGroup {
  create_group(name: string): WrittenGroup;
  create_dataset(options: { name: string; data: unknown; shape?: readonly number[]; dtype?: string }): unknown;
}

interface WrittenFile extends WrittenGroup {
  close(): void;
}

/** Hidden from the compiler: four megabytes, loaded when the first HDF5 file is written. */
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

/** Writes a new HDF5 file. */
export async function writingHdf5(path: string, work: (file: WrittenGroup) => void): Promise<void> {
  const { File } = await library();
  const file = new File(path, "w");
  try {
    work(file);
  } finally {
    file.close();
  }
}
