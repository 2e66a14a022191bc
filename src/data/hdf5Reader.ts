import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SHARE_ENV, Worker } from "node:worker_threads";
import { DataError } from "../errors.js";
import { packageRoot } from "../host/packageRoot.js";

/** Numbers or text of an HDF5 file. Half-precision numbers are their 16 bits, since the library cannot decode them. */
export interface Hdf5Data {
  readonly kind: "data";
  readonly shape: readonly number[];
  readonly value: unknown;
  readonly isHalf: boolean;
}

export interface Hdf5Group {
  readonly kind: "group";
  readonly members: ReadonlyMap<string, Hdf5Group | Hdf5Data>;
}

/**
 * The program of a thread that reads files with h5wasm, as text, so that it is the same in a bundle, in CommonJS and
 * under a loader. A damaged file can refer to itself, so the depth is bounded.
 */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const library = import(workerData).then(async (module) => {
  (await module.ready).activate_throwing_error_handler();
  return module;
});
const half = ({ type, size }) => type === 1 && size === 2;
function read(object, depth) {
  if (object.type === "Dataset") {
    const { metadata } = object;
    const inner = metadata.vlen_type ?? metadata;
    const isHalf = half(inner);
    if (isHalf) {
      const bits = { ...inner, type: 0, signed: false };
      const value = metadata.vlen_type ? { ...metadata, vlen_type: bits } : bits;
      Object.defineProperty(object, "metadata", { value });
    }
    return { kind: "data", shape: object.shape ?? [], value: object.value, isHalf };
  }
  const members = new Map();
  if (object.type !== "Group" || depth === 0) return { kind: "group", members };
  for (const name of object.keys()) {
    const member = object.get(name);
    if (member) members.set(name, read(member, depth - 1));
  }
  return { kind: "group", members };
}
parentPort.on("message", async ({ path, names }) => {
  try {
    const { File } = await library;
    const file = new File(path, "r");
    const members = new Map();
    for (const name of names) {
      const member = file.get(name);
      if (member) members.set(name, read(member, 8));
    }
    parentPort.postMessage({ members });
    file.close();
  } catch (error) {
    parentPort.postMessage({ failure: String(error?.message ?? error), isDead: error?.name === "RuntimeError" });
  }
});
`;

type Answer =
  | { readonly members: ReadonlyMap<string, Hdf5Group | Hdf5Data> }
  | { readonly failure: string; readonly isDead: boolean };

/** Of the file of h5wasm for Node.js, which only allows to be imported. */
function libraryUrl(): string {
  const folders = createRequire(join(packageRoot(), "package.json")).resolve.paths("h5wasm") ?? [];
  for (const folder of folders) {
    const file = join(folder, "h5wasm/dist/node/hdf5_hl.js");
    if (existsSync(file)) return pathToFileURL(file).href;
  }
  throw new DataError("HDF5 files need the package h5wasm (not installed). Run: npm install h5wasm");
}

let thread: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** The first line of HDF5's message, without its own files and lines. */
function reasonOf(text: string): string {
  const line = [...text.matchAll(/in \w+\(\): (.*)/g)].pop()?.[1];
  return (line ?? text.split("\n")[0]).slice(0, 200);
}

/** No whole file takes so long: 20 s, and a second for each megabyte. */
const patience = (bytes: number): number => 20_000 + bytes / 1000;

async function ask(path: string, names: readonly string[]): Promise<ReadonlyMap<string, Hdf5Group | Hdf5Data>> {
  const { size } = await stat(path);
  // What the library prints about a damaged file is in the error.
  thread ??= new Worker(PROGRAM, { eval: true, execArgv: [], env: SHARE_ENV, workerData: libraryUrl(), stderr: true });
  const own = thread;
  own.ref();
  const limit = patience(size);
  const answer = await new Promise<Answer>((resolve) => {
    const answered = (found: Answer) => {
      clearTimeout(timer);
      own.off("message", answered).off("error", failed).off("exit", ended);
      resolve(found);
    };
    const dead = (failure: string) => answered({ failure, isDead: true });
    const failed = (error: Error) => dead(error.message);
    const ended = () => dead("the reader ended");
    const timer = setTimeout(() => dead(`no end after ${Math.round(limit / 1000)} s`), limit);
    own.on("message", answered).on("error", failed).on("exit", ended);
    own.postMessage({ path, names });
  });
  own.unref();
  if ("members" in answer) return answer.members;
  if (answer.isDead) {
    thread = undefined;
    await own.terminate();
  }
  throw new DataError(`${path}: is not an HDF5 file, or damaged (${reasonOf(answer.failure)}). Get the file again.`);
}

/**
 * Reads members of an HDF5 file, in a thread of its own: a damaged file can make the library abort, after which it
 * neither closes nor forgets the file, or never come to an end.
 * @param path of an existing file
 * @param names of the members to read, of those that there are
 * @throws DataError for a damaged file or one of another format
 */
export async function readHdf5(path: string, names: readonly string[]): Promise<Hdf5Group> {
  const turn = last.then(() => ask(path, names));
  last = turn.catch(() => undefined);
  return { kind: "group", members: await turn };
}

const find = (group: Hdf5Group, path: string): Hdf5Group | Hdf5Data | undefined =>
  path
    .split("/")
    .reduce<Hdf5Group | Hdf5Data | undefined>(
      (at, name) => (at?.kind === "group" ? at.members.get(name) : undefined),
      group,
    );

/** @throws DataError if there is no data set with that path */
export function datasetOf(where: string, group: Hdf5Group, path: string): Hdf5Data {
  const found = find(group, path);
  if (found?.kind === "data") return found;
  throw new DataError(`${where}: has no data set "${path}".`);
}

/** @throws DataError if there is no group with that path */
export function groupOf(where: string, group: Hdf5Group, path: string): Hdf5Group {
  const found = find(group, path);
  if (found?.kind === "group") return found;
  throw new DataError(`${where}: has no group "${path}".`);
}
