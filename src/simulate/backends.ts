import type { Backend } from "../backend/backend.js";
import { BackendError, InputError } from "../errors.js";

/** The backends by name, loaded only when they are asked for. */
const loaders = {
  wasm: async () => (await import("../backend/wasm/wasm.js")).wasm,
  tensor: async () => (await import("../backend/tensor/tensor.js")).tensor,
  reference: async () => (await import("../backend/reference/reference.js")).reference,
} satisfies Readonly<Record<string, () => Promise<Backend>>>;

export type BackendName = keyof typeof loaders;

export interface ChosenBackend {
  readonly backend: Backend;
  /** Why this one, in one line. */
  readonly reason: string;
}

/**
 * @throws InputError for an unknown name
 * @throws BackendError for a backend that cannot be used here, with what to install
 */
export async function chooseBackend(wanted: BackendName | "auto" | Backend): Promise<ChosenBackend> {
  if (typeof wanted === "object")
    return { backend: await usable(wanted), reason: `${wanted.name}: given as an object` };
  if (wanted === "auto") return automatic();
  if (!Object.hasOwn(loaders, wanted)) {
    const known = ["auto", ...Object.keys(loaders)].map((name) => `"${name}"`).join(", ");
    throw new InputError(`compile, backend: found "${String(wanted)}", expected one of ${known}.`);
  }
  return { backend: await usable(await loaders[wanted]()), reason: `${wanted}: asked for by name` };
}

/** The first that is there, of the fastest ones first. */
async function automatic(): Promise<ChosenBackend> {
  const missing: string[] = [];
  for (const name of ["wasm", "reference"] as const) {
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
