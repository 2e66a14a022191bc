import type { Backend } from "../backend/backend.js";
import { BackendError, InputError } from "../errors.js";
import type { Program } from "../kernel/program.js";

/** The backends by name, loaded only when they are asked for. */
const loaders = {
  wasm: async () => (await import("../backend/wasm/wasm.js")).wasm,
  tensor: async () => (await import("../backend/tensor/tensor.js")).tensor,
  reference: async () => (await import("../backend/reference/reference.js")).reference,
} satisfies Readonly<Record<string, () => Promise<Backend>>>;

export type BackendName = keyof typeof loaders;

/** Those that compute convolutions and pools, in the order in which "auto" looks for them. */
const WITH_WINDOWS: readonly BackendName[] = ["tensor", "reference"];

export interface ChosenBackend {
  readonly backend: Backend;
  /** Why this one, in one line. */
  readonly reason: string;
}

/**
 * @throws InputError for an unknown name
 * @throws BackendError for a backend that cannot be used here, with what to install, or that cannot run the program
 */
export async function chooseBackend(
  wanted: BackendName | "auto" | Backend,
  topologies: Program["topologies"] = new Map(),
): Promise<ChosenBackend> {
  if (typeof wanted === "object")
    return { backend: await usable(wanted), reason: `${wanted.name}: given as an object` };
  const window = [...topologies].find(([, topology]) => "window" in topology);
  if (wanted === "auto") return window ? automatic(WITH_WINDOWS) : automatic(["wasm", "reference"]);
  if (!Object.hasOwn(loaders, wanted)) {
    const known = ["auto", ...Object.keys(loaders)].map((name) => `"${name}"`).join(", ");
    throw new InputError(`compile, backend: found "${String(wanted)}", expected one of ${known}.`);
  }
  if (window && !WITH_WINDOWS.includes(wanted)) {
    const able = WITH_WINDOWS.map((name) => `"${name}"`).join(" or ");
    throw new BackendError(
      `backend "${wanted}", projection "${window[0]}": found a ${window[1].kind}, which it has no code for. Use the ` +
        `backend ${able}, or list the synapses with pairs(…).`,
    );
  }
  return { backend: await usable(await loaders[wanted]()), reason: `${wanted}: asked for by name` };
}

/** The first that is there, of the fastest ones first. */
async function automatic(names: readonly BackendName[]): Promise<ChosenBackend> {
  const missing: string[] = [];
  for (const name of names) {
    const backend = await loaders[name]();
    const why = await backend.unavailable();
    if (why === undefined) return { backend, reason: [`${name}: the fastest that is here`, ...missing].join("; ") };
    missing.push(`not ${name}: ${why}`);
  }
  throw new BackendError(`compile, backend "auto": ${missing.join("; ")}`);
}

async function usable(backend: Backend): Promise<Backend> {
  const why = await backend.unavailable();
  if (why === undefined) return backend;
  throw new BackendError(`backend "${backend.name}": ${why}`);
}
