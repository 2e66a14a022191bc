import type { Backend } from "../backend/backend.js";
import { BackendError, InputError } from "../errors.js";
import type { Program } from "../kernel/program.js";

/** The backends by name, loaded only when they are asked for. */
const loaders = {
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
export async function chooseBackend(wanted: BackendName | "auto" | Backend, program: Program): Promise<ChosenBackend> {
  if (typeof wanted === "object")
    return { backend: await usable(wanted), reason: `${wanted.name}: given as an object` };
  if (wanted === "auto") return automatic(program);
  if (!Object.hasOwn(loaders, wanted)) {
    const known = ["auto", ...Object.keys(loaders)].map((name) => `"${name}"`).join(", ");
    throw new InputError(`compile, backend: found "${String(wanted)}", expected one of ${known}.`);
  }
  return { backend: await usable(await loaders[wanted]()), reason: `${wanted}: asked for by name` };
}

async function automatic(_program: Program): Promise<ChosenBackend> {
  return { backend: await loaders.reference(), reason: "reference: the only one" };
}

async function usable(backend: Backend): Promise<Backend> {
  const why = await backend.unavailable();
  if (why === undefined) return backend;
  throw new BackendError(`backend "${backend.name}": ${why}`);
}
