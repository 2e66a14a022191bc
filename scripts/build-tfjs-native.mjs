/**
 * Builds @tensorflow/tfjs-node (or, with --gpu, @tensorflow/tfjs-node-gpu) in a folder, against the TensorFlow library
 * that PyPI's wheels carry: for machines where the packages' own downloads are out of reach or where npm runs no
 * install scripts. See docs/tensorflow-native.md.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

const TFJS_VERSION = "4.22.0";
/** The file that the package's install script looks for before it downloads anything. */
const MARKER = "libtensorflow.so.2.9.1";
const USAGE = `usage: node build-tfjs-native.mjs FOLDER [--gpu] [--tensorflow VERSION]
  FOLDER        the npm project that gets the package; a clone of SpikeTensor gets it as a development dependency
  --gpu         @tensorflow/tfjs-node-gpu, with NVIDIA's libraries from PyPI (about 2.3 GB to download, 4 GB on disk)
  --tensorflow  version of the wheel, 2.12 or newer (default 2.18.1)`;

const EXTRACT = `
import re, sys, zipfile
wheel, pattern, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as z:
    names = [n for n in z.namelist() if re.search(pattern, n) and not n.endswith("/")]
    z.extractall(target, names)
    print(len(names))
`;
const REQUIREMENTS = `
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    name = next(n for n in z.namelist() if n.endswith(".dist-info/METADATA"))
    for line in z.read(name).decode().splitlines():
        found = re.match(r"Requires-Dist: (nvidia-[\\w-]+) *\\(?(==[\\w.]+)", line)
        if found and "nvcc" not in line:
            print(found[1] + found[2])
`;
const CHECK = `
require("node:util").isNullOrUndefined ??= (value) => value == null; // gone in Node 24
const tf = require(process.argv[1]);
const product = tf.tensor2d([1, 2, 3, 4], [2, 2]).matMul(tf.ones([2, 2])).arraySync();
if (JSON.stringify(product) !== "[[3,3],[7,7]]") throw new Error("wrong product: " + JSON.stringify(product));
const { binding, isUsingGpuDevice } = tf.backend();
console.log("backend " + tf.getBackend() + ", TensorFlow " + binding.TF_Version + ", GPU in use: " + isUsingGpuDevice);
`;

function fail(message) {
  console.error(message);
  process.exit(1);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { gpu: { type: "boolean", default: false }, tensorflow: { type: "string", default: "2.18.1" } },
    });
    if (positionals.length !== 1) throw new Error(`one folder expected, got ${positionals.length}`);
    const [major, minor] = values.tensorflow.split(".").map(Number);
    // Before 2.12 the wheel has no C library of its own: the symbols sit in a Python extension module.
    if (!(major > 2 || (major === 2 && minor >= 12))) {
      throw new Error(`--tensorflow ${values.tensorflow}: 2.12 or newer expected`);
    }
    return { folder: resolve(positionals[0]), gpu: values.gpu, tensorflow: values.tensorflow };
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`);
  }
}

/** Runs a program, shows what it says, and returns its standard output. */
function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], ...options });
  if (done.error) throw new Error(`${program} cannot be started (${done.error.code}): install it and try again`);
  if (done.status !== 0) {
    throw new Error(`${[program, ...args.filter((a) => a.length < 200)].join(" ")} failed:\n${done.stdout}`);
  }
  return done.stdout.trim();
}

function checkMachine() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    fail(`this build is for Linux on x64, not ${process.platform} on ${process.arch}: use the package's own installer`);
  }
  run("python3", ["-m", "pip", "--version"]);
  run("g++", ["--version"]);
  run("make", ["--version"]);
}

/** Downloads wheels of Python 3.11 (any Python here will do: none of their Python code runs). */
function download(requirements, target) {
  const options = [
    "--no-deps",
    "--only-binary=:all:",
    "--python-version",
    "3.11",
    "--progress-bar",
    "off",
    "-d",
    target,
  ];
  run("python3", ["-m", "pip", "download", ...options, ...requirements]);
  return readdirSync(target).map((name) => join(target, name));
}

const extract = (wheel, pattern, target) => Number(run("python3", ["-c", EXTRACT, wheel, pattern, target]));

/** Lays out deps/lib and deps/include as binding.gyp expects them, and deps/nvidia where the library looks for CUDA. */
function layOutLibrary(packageFolder, { gpu, tensorflow }, scratch) {
  const deps = join(packageFolder, "deps");
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(deps);
  const [wheel] = download([`${gpu ? "tensorflow" : "tensorflow-cpu"}==${tensorflow}`], join(scratch, "tensorflow"));
  extract(wheel, "^tensorflow/(libtensorflow_(cc|framework)\\.so\\.2$|include/(tensorflow|tsl|xla)/.*\\.h$)", deps);
  symlinkSync("tensorflow", join(deps, "lib"));
  symlinkSync("tensorflow/include", join(deps, "include"));
  for (const [name, target] of [
    ["libtensorflow.so", "libtensorflow_cc.so.2"],
    [MARKER, "libtensorflow_cc.so.2"],
    ["libtensorflow_framework.so", "libtensorflow_framework.so.2"],
  ]) {
    if (!existsSync(join(deps, "lib", target)))
      throw new Error(`${wheel} has no ${target}: choose another --tensorflow`);
    symlinkSync(target, join(deps, "lib", name));
  }
  if (!gpu) return;
  const requirements = run("python3", ["-c", REQUIREMENTS, wheel]).split("\n");
  for (const library of download(requirements, join(scratch, "nvidia"))) {
    extract(library, "^nvidia/[^/]+/lib/.*\\.so", deps);
  }
}

/** Installs the package without its install script. */
function installPackage(folder, name) {
  const file = join(folder, "package.json");
  if (!existsSync(file)) writeFileSync(file, '{ "private": true }\n');
  const { peerDependencies = {} } = JSON.parse(readFileSync(file, "utf8"));
  // npm leaves a project's own optional peers out ("up to date"), unless they are its development dependencies too.
  const save = Object.hasOwn(peerDependencies, name) ? ["--save-dev"] : [];
  const options = [...save, "--ignore-scripts", "--no-audit", "--no-fund"];
  run("npm", ["install", ...options, `${name}@${TFJS_VERSION}`], { cwd: folder });
}

function buildAddon(folder, name, gpu) {
  const packageFolder = join(folder, "node_modules", name);
  // With "tf-lib" set and no "addon", the install script compiles from source; the marker file stops the download.
  writeFileSync(join(packageFolder, "scripts", "custom-binary.json"), '{ "tf-lib": "laid out in deps/lib" }\n');
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include", "node", "node_api.h")) ? { npm_config_nodedir: prefix } : {};
  // The package's own "install" entry is not used: for the GPU it says "download", which deletes deps.
  const script = ["explore", name, "--", "node", "scripts/install.js", gpu ? "gpu" : "cpu"];
  run("npm", script, { cwd: folder, env: { ...process.env, ...headers } });
}

function main() {
  const options = readArguments();
  const { folder, gpu } = options;
  const name = `@tensorflow/tfjs-node${gpu ? "-gpu" : ""}`;
  checkMachine();
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, ".tfjs-native-"));
  try {
    console.log(`1/4 npm install ${name}@${TFJS_VERSION}, without its install script`);
    installPackage(folder, name);
    console.log(`2/4 TensorFlow ${options.tensorflow} from PyPI${gpu ? ", with NVIDIA's libraries" : ""}`);
    layOutLibrary(join(folder, "node_modules", name), options, scratch);
    console.log("3/4 compile the addon");
    buildAddon(folder, name, gpu);
    console.log("4/4 load it and multiply two matrices");
    console.log(run(process.execPath, ["-e", CHECK, name], { cwd: folder }));
  } catch (error) {
    process.exitCode = 1;
    console.error(error.message);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main();
