import { BackendError, InputError } from "../errors.js";
import { firstLine } from "../host/firstLine.js";
import { isMissing, loadPackage } from "../host/loadPackage.js";
import type { Tfjs } from "./tensor.js";
import { NoAdapter, provideWebgpu } from "./webgpu.js";

/** Where TensorFlow.js computes. */
export type TfjsBackend = "cpu" | "wasm" | "cuda" | "webgpu" | "tensorflow";

/** Native packages, in order of preference. Both are optional. */
const NATIVE = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];
const PAGE = "docs/tensorflow-native.md in SpikeTensor's repository";

/** The second depends on `@tensorflow/tfjs-backend-cpu`. */
const PACKAGES = "@tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm";

const loaders: Readonly<Record<TfjsBackend, () => Promise<unknown>>> = {
  cpu: () => loadPackage("@tensorflow/tfjs-backend-cpu", "Tensors", () => import("@tensorflow/tfjs-backend-cpu")),
  wasm: () => loadPackage("@tensorflow/tfjs-backend-wasm", "Tensors", () => import("@tensorflow/tfjs-backend-wasm")),
  cuda: loadCuda,
  webgpu: loadWebgpu,
  tensorflow: loadNative,
};

/**
 * Loads a backend of TensorFlow.js, if necessary, and activates it, like `tf.setBackend` but with a clear message on
 * failure. All need `@tensorflow/tfjs-core`; `cpu` and `wasm` need `@tensorflow/tfjs-backend-cpu` and
 * `@tensorflow/tfjs-backend-wasm`; `cuda` needs the former, an NVIDIA GPU with its driver, and NVRTC. `tensorflow`
 * needs `@tensorflow/tfjs-node-gpu` (CUDA) or `@tensorflow/tfjs-node`. `webgpu` needs `@tensorflow/tfjs-backend-webgpu`
 * and, without a global `navigator.gpu`, the package `webgpu`, which provides one.
 *
 * @throws PackageError for a package that is not installed, BackendError for a backend that does not work
 */
export async function useTfjs(name: TfjsBackend): Promise<void> {
  if (typeof name !== "string" || !Object.hasOwn(loaders, name)) {
    const known = Object.keys(loaders).join(", ");
    throw new InputError(
      `useTfjs: found ${typeof name === "string" ? `"${name}"` : typeof name}, expected one of ${known}.`,
    );
  }
  const tf = await loadTfjs();
  if (tf.findBackendFactory(name) === null) await loaders[name]();
  const before = tf.getBackend();
  let failure = "it could not be started";
  try {
    if ((await tf.setBackend(name)) && tf.getBackend() === name) {
      tryOut(tf);
      return;
    }
  } catch (error) {
    failure = firstLine(error);
  }
  if (before) await tf.setBackend(before);
  throw new BackendError(`TensorFlow.js backend "${name}": ${failure}. ${adviceOn(failure, name)}`);
}

/** TensorFlow.js with its active backend, or with `wasm` if none is active. */
export async function activeTfjs(): Promise<Tfjs> {
  const tf = await loadTfjs();
  if (!tf.getBackend()) await useTfjs("wasm");
  await tf.ready();
  return tf;
}

/** TensorFlow.js, loaded on demand, as it takes a fifth of a second. @throws PackageError if it is not installed */
export const loadTfjs = (): Promise<Tfjs> =>
  loadPackage<Tfjs>("@tensorflow/tfjs-core", "Tensors", () => import("@tensorflow/tfjs-core"), PACKAGES);

/** Whether TensorFlow's library, if it is active, computes on a GPU. */
export function usesGpu(tf: Tfjs): boolean {
  const backend: unknown = tf.backend();
  return typeof backend === "object" && backend !== null && "isUsingGpuDevice" in backend && !!backend.isUsingGpuDevice;
}

/** Loads the first installed package with TensorFlow's own library, and returns its name. */
export async function loadNative(): Promise<string> {
  const failures: string[] = [];
  for (const name of NATIVE) {
    try {
      await import(name);
      return name;
    } catch (error) {
      failures.push(`${name}: ${isMissing(error, name) ? "not installed" : firstLine(error)}`);
    }
  }
  const found = failures.join("; ");
  const failed = failures.find((f) => !f.endsWith("not installed")) ?? "";
  throw new BackendError(`TensorFlow.js backend "tensorflow": ${found}. ${adviceOn(failed, "tensorflow")}`);
}

/** Opened before it is registered, as TensorFlow.js does not report why a backend does not start. */
async function loadCuda(): Promise<void> {
  const { openCudaTensors, registerCuda } = await import("./cuda/register.js");
  registerCuda({}, await openCudaTensors());
}

async function loadWebgpu(): Promise<void> {
  try {
    await provideWebgpu(loadByName);
  } catch (error) {
    if (!(error instanceof NoAdapter)) throw error;
    throw new BackendError(
      `TensorFlow.js backend "webgpu": ${error.message}, expected one. Install the GPU's driver, and on Linux a Vulkan loader ` +
        `(libvulkan.so.1); for a driver in software see ${PAGE}.`,
    );
  }
  await loadByName("@tensorflow/tfjs-backend-webgpu");
}

async function loadByName(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    const why = isMissing(error, name) ? "not installed" : firstLine(error);
    throw new BackendError(`TensorFlow.js backend "webgpu": ${name}: ${why}. ${adviceOn(why, "webgpu")}`);
  }
}

/** One of the operations that fail if the package does not match the version of Node.js. */
function tryOut(tf: Tfjs): void {
  tf.tidy(() => {
    tf.transpose(tf.tensor2d([1, 2], [1, 2]));
  });
}

/** Advice on the failure of an optional backend. */
function adviceOn(failure: string, name: TfjsBackend): string {
  if (failure.includes("isNullOrUndefined")) {
    return `Node.js 24 lacks a function that the package calls: use Node.js 20 or 22, or the one line in ${PAGE}.`;
  }
  if (failure.includes("not found in registry")) {
    return 'Call useTfjs("webgpu") before anything else imports @tensorflow/tfjs-backend-webgpu.';
  }
  if (name === "cuda") return "See docs/cuda.md, and `spiketensor doctor`.";
  if (name === "webgpu")
    return `It needs two packages: npm install webgpu @tensorflow/tfjs-backend-webgpu. See ${PAGE}.`;
  if (name !== "tensorflow") return `Install it again: npm install ${PACKAGES}.`;
  return failure === ""
    ? "Install one: npm install @tensorflow/tfjs-node-gpu (CUDA) or @tensorflow/tfjs-node. " +
        `Without install scripts or internet access: see ${PAGE}. The backends cpu and wasm need neither.`
    : `Its native library is missing or does not match: see ${PAGE}. The backends cpu and wasm do not need it.`;
}
