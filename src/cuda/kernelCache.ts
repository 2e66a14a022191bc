import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../host/makeFolder.js";
import { COMMON_OPTIONS, type Compiler } from "./nvrtc.js";

export interface CompileOptions {
  /** What to compile for, as NVRTC has it, such as `sm_90`: {@link chooseTarget} finds it. */
  readonly architecture: string;
  /** In place of {@link COMMON_OPTIONS}. */
  readonly options?: readonly string[];
}

/** Bytes that the cache holds at most; what was used last longest ago is removed. */
const MOST_BYTES = 256 * 2 ** 20;
const EXTENSION = ".kernel";
const DIGEST_BYTES = 32;

/**
 * Kernels as the driver loads them: those that were compiled before come from the user's cache folder. A file that is
 * damaged counts as none, and a folder that cannot be written costs the time of compiling alone.
 * @throws BackendError with the compiler's log and the source's lines that it names
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

/** Where kernels are kept: `SPIKETENSOR_CUDA_CACHE`, or the user's cache folder; undefined if that is `off`. */
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

/** Removes the least recently used kernels, until the rest takes no more than the given number of bytes. */
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

/** The kernels in a file, unless they are not what was written there for this key. */
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
    // A cache that may only be read serves as well.
    if (!isOfSystem(error)) throw error;
  }
}

/** Under a temporary name first, so that no other process reads half a file. After a crash the digest shows what is missing. */
function write(path: string, chunks: readonly Uint8Array[]): void {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat(chunks), { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Covers the key too, so that a file under another name is not accepted. */
const digest = (key: Buffer, image: Uint8Array): Buffer => createHash("sha256").update(key).update(image).digest();

/** Whether the file system refused something. */
const isOfSystem = (error: unknown): boolean => error instanceof Error && "syscall" in error;
