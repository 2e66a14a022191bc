import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../host/makeFolder.js";
import { temporaryName } from "../host/temporaryName.js";
import { COMMON_OPTIONS, type Compiler } from "./nvrtc.js";

export interface CompileOptions {
  /** The target in NVRTC's notation, such as `sm_90`: see {@link chooseTarget}. */
  readonly architecture: string;
  /** Compiler options; by default {@link COMMON_OPTIONS}. */
  readonly options?: readonly string[];
}

/** Maximum size of the cache in bytes; the least recently used kernels are removed. */
const MOST_BYTES = 256 * 2 ** 20;
const EXTENSION = ".kernel";
const DIGEST_BYTES = 32;

/**
 * Kernels in the form that the driver loads, from the user's cache folder if they have been compiled before. A damaged
 * file is ignored; if the folder cannot be written, kernels are compiled each time.
 * @throws BackendError with the compiler's log and the source lines that it names
 */
export function compileKernels(
  compiler: Pick<Compiler, "version" | "compile">,
  source: string,
  { architecture, options = COMMON_OPTIONS }: CompileOptions,
): Uint8Array {
  const folder = kernelCacheFolder();
  if (folder === undefined) return compiler.compile(source, architecture, options);
  const key = createHash("sha256")
    .update(JSON.stringify([compiler.version, architecture, options, source]))
    .digest();
  const path = join(folder, key.toString("hex") + EXTENSION);
  const kept = read(path, key);
  if (kept) return kept;
  const image = compiler.compile(source, architecture, options);
  try {
    makeFolder(folder);
    write(path, [digest(key, image), image]);
    shrink(folder, MOST_BYTES);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
  }
  return image;
}

/** The cache folder: `SPIKETENSOR_CUDA_CACHE`, or in the user's cache folder; undefined if the variable is `off`. */
export function kernelCacheFolder(): string | undefined {
  const { SPIKETENSOR_CUDA_CACHE: chosen, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (chosen === "off") return undefined;
  if (chosen) return chosen;
  const { platform } = process;
  const common =
    platform === "win32"
      ? LOCALAPPDATA || join(homedir(), "AppData", "Local")
      : platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(common, "spiketensor", "cuda");
}

/** Removes the least recently used kernels until the rest takes at most the given number of bytes. */
export function shrink(folder: string, mostBytes: number): void {
  const files = readdirSync(folder)
    .filter((name) => name.includes(EXTENSION))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      // Another process may have removed it.
      const facts = statSync(path, { throwIfNoEntry: false });
      return facts ? [{ path, bytes: facts.size, used: facts.mtimeMs }] : [];
    })
    .sort((a, b) => b.used - a.used);
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes;
    if (bytes > mostBytes) rmSync(file.path, { force: true });
  }
}

/** The kernels in a file, unless the file is not what was written for this key. */
function read(path: string, key: Buffer): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const image = bytes.subarray(DIGEST_BYTES);
    if (!digest(key, image).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
    markUsed(path);
    return image;
  } catch (error) {
    if (isOfSystem(error)) return undefined;
    throw error;
  }
}

function markUsed(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch (error) {
    // A read-only cache is usable too.
    if (!isOfSystem(error)) throw error;
  }
}

/**
 * Writes under a temporary name first, so that no other process reads half a file. After a crash, the digest reveals
 * missing data.
 */
function write(path: string, chunks: readonly Uint8Array[]): void {
  const temporary = temporaryName(path);
  try {
    writeFileSync(temporary, Buffer.concat(chunks), { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Includes the key, so that a renamed file is rejected. */
const digest = (key: Buffer, image: Uint8Array): Buffer => createHash("sha256").update(key).update(image).digest();

/** Whether the file system caused an error. */
const isOfSystem = (error: unknown): boolean => error instanceof Error && "syscall" in error;
