import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileKernels, kernelCacheFolder, shrink } from "../../src/cuda/kernelCache.js";
import { COMMON_OPTIONS } from "../../src/cuda/nvrtc.js";
import { skip } from "../skip.js";

const root = mkdtempSync(join(tmpdir(), "spiketensor-kernels-"));
const folder = join(root, "deep", "kernels");
const before = process.env.SPIKETENSOR_CUDA_CACHE;

/** Stands for NVRTC: its image is text, and it counts. */
function compilerOf(version = "12.9") {
  const compiler = {
    version,
    compiled: 0,
    compile(source: string, architecture: string, options: readonly string[] = COMMON_OPTIONS) {
      compiler.compiled++;
      return Buffer.from([version, architecture, ...options, source.repeat(1000)].join("\n"));
    },
  };
  return compiler;
}

const sm90 = { architecture: "sm_90" };
const files = () => readdirSync(folder).map((name) => join(folder, name));
const fileOf = (source: string) => {
  const known = new Set(files());
  compileKernels(compilerOf(), source, sm90);
  return files().find((name) => !known.has(name)) as string;
};

test.before.each(() => {
  process.env.SPIKETENSOR_CUDA_CACHE = folder;
  rmSync(join(root, "deep"), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});

test.after(() => {
  if (before === undefined) delete process.env.SPIKETENSOR_CUDA_CACHE;
  else process.env.SPIKETENSOR_CUDA_CACHE = before;
  rmSync(root, { recursive: true });
});

test("what has been compiled once is not compiled again, by any process", () => {
  rmSync(join(root, "deep"), { recursive: true });
  const compiler = compilerOf();
  const first = compileKernels(compiler, "source", sm90);
  assert.equal(compileKernels(compiler, "source", sm90), first);
  assert.is(compiler.compiled, 1);
  assert.equal(first, compilerOf().compile("source", "sm_90"));
});

test("another source, architecture, option or NVRTC is another kernel", () => {
  const [older, newer] = [compilerOf("12.8"), compilerOf("12.9")];
  const images = [
    compileKernels(newer, "a", sm90),
    compileKernels(newer, "b", sm90),
    compileKernels(newer, "a", { architecture: "compute_90" }),
    compileKernels(newer, "a", { ...sm90, options: ["--fmad=false"] }),
    compileKernels(older, "a", sm90),
  ];
  assert.is(newer.compiled + older.compiled, 5);
  assert.is(new Set(images.map(String)).size, 5);
  assert.is(files().length, 5);
});

for (const [name, damage] of [
  ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
  ["empty", () => Buffer.alloc(0)],
  ["longer", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([0])])],
  ["changed in a bit", (bytes: Buffer) => Buffer.from(bytes.map((b, i) => (i === 500 ? b ^ 1 : b)))],
  ["another's", () => readFileSync(fileOf("another"))],
  ["not a kernel", () => Buffer.from("<html>".repeat(100))],
] as const) {
  test(`a file that is ${name} is compiled again, and then whole`, () => {
    const path = fileOf("source");
    const bytes = readFileSync(path);
    writeFileSync(path, damage(bytes));
    const compiler = compilerOf();
    const image = compilerOf().compile("source", "sm_90");
    for (let i = 0; i < 2; i++) assert.equal(compileKernels(compiler, "source", sm90), image);
    assert.is(compiler.compiled, 1);
    assert.equal(readFileSync(path), bytes);
  });
}

test("where nothing can be written, kernels are compiled each time", () => {
  const path = fileOf("source");
  rmSync(path);
  mkdirSync(join(path, "in the way"), { recursive: true });
  writeFileSync(join(root, "file"), "");
  for (const place of [folder, join(root, "file"), join(root, "file", "below"), "/proc/spiketensor/cuda"]) {
    process.env.SPIKETENSOR_CUDA_CACHE = place;
    const compiler = compilerOf();
    for (let i = 0; i < 2; i++) compileKernels(compiler, "source", sm90);
    assert.is(compiler.compiled, 2, place);
  }
  assert.equal(files(), [path], "no temporary file is left");
});

const fullDisk = "a disk that is full in the middle of a file costs nothing but time";
if (process.platform === "linux") {
  test(fullDisk, () => {
    const script = join(root, "compile.mts");
    const module = fileURLToPath(new URL("../../src/cuda/kernelCache.ts", import.meta.url));
    writeFileSync(
      script,
      `import { compileKernels } from ${JSON.stringify(module)};
      const compile = () => Buffer.alloc(1e6, 7);
      console.log(compileKernels({ version: "1", compile }, "source", { architecture: "sm_90" }).length);`,
    );
    // The system refuses what goes beyond 1 KiB of a file, as it does when a disk is full.
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" --import tsx "$1" | cat`;
    const env = { ...process.env, TSX_DISABLE_CACHE: "1" };
    assert.is(execFileSync("bash", ["-c", limited, process.execPath, script], { env }).toString(), "1000000\n");
    assert.equal(files(), []);
  });
} else skip(test, fullDisk, "needs a limit on the size of files");

test("beyond its size, the cache drops what was used last longest ago", () => {
  const [a, b, c] = ["a", "b", "c"].map(fileOf);
  for (const [i, path] of [a, b, c].entries()) utimesSync(path, i, i);
  compileKernels(compilerOf(), "a", sm90);
  shrink(folder, 2 * statSync(a).size);
  assert.equal(files().sort(), [a, c].sort());
  shrink(folder, 0);
  assert.equal(files(), []);
});

test("other files in the folder are left alone", () => {
  const other = join(folder, "README");
  writeFileSync(other, "mine");
  shrink(folder, 0);
  assert.equal(files(), [other]);
});

test("it lies where the platform keeps what can be made again, and can be moved or turned off", () => {
  assert.is(kernelCacheFolder(), folder);
  process.env.SPIKETENSOR_CUDA_CACHE = "off";
  assert.is(kernelCacheFolder(), undefined);
  const compiler = compilerOf();
  for (let i = 0; i < 2; i++) compileKernels(compiler, "source", sm90);
  assert.is(compiler.compiled, 2);
  delete process.env.SPIKETENSOR_CUDA_CACHE;
  if (process.platform !== "linux") return;
  const { XDG_CACHE_HOME } = process.env;
  process.env.XDG_CACHE_HOME = join(root, "xdg");
  assert.is(kernelCacheFolder(), join(root, "xdg", "spiketensor", "cuda"));
  delete process.env.XDG_CACHE_HOME;
  assert.is(kernelCacheFolder(), join(homedir(), ".cache", "spiketensor", "cuda"));
  if (XDG_CACHE_HOME !== undefined) process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
});

test.run();
