import type { Backend } from "../backend/backend.js";
import { cuda } from "../backend/cuda/cuda.js";
import { wasm } from "../backend/wasm/wasm.js";
import { grouped } from "../check/grouped.js";
import { nameOf } from "../check/names.js";
import { BackendError, InputError } from "../errors.js";
import type { Program } from "../program/program.js";
import { loadTfjs } from "../tfjs/useTfjs.js";

/** The backends by name. What few need, or what needs a large package, is loaded only on request. */
const loaders = {
  cuda: async () => cuda,
  wasm: async () => wasm,
  tensor: async () => {
    await loadTfjs();
    return (await import("../backend/tensor/tensor.js")).tensor;
  },
  reference: async () => (await import("../backend/reference/reference.js")).reference,
} satisfies Readonly<Record<string, () => Promise<Backend>>>;

export type BackendName = keyof typeof loaders;

export const BACKEND_NAMES = Object.keys(loaders) as readonly BackendName[];

/** The order in which "auto" tries backends, fastest first. */
const FOR_FEW: readonly BackendName[] = ["wasm", "reference"];
const FOR_MANY: readonly BackendName[] = ["cuda", ...FOR_FEW];
/**
 * The size of the state, in numbers over all networks side by side, above which a GPU trains faster than wasm, measured
 * by `benchmarks/gpu.ts` for one network. Several networks run at the same time, so for these a GPU is faster even
 * below.
 */
export const MANY = 1_570_000;

/** The size of a network's state, in numbers. */
export const numbersOf = ({ fields }: Program): number => [...fields.values()].reduce((n, f) => n + f.domain.size, 0);

export interface ChosenBackend {
  readonly backend: Backend;
  /** Why this backend was chosen, in one line. */
  readonly reason: string;
}

/**
 * @param programs of the networks that will run side by side
 * @param threads that share each of them
 * @throws InputError for an unknown name
 * @throws BackendError for a backend that cannot be used here, with what to install, or only with one thread
 */
export async function chooseBackend(
  wanted: BackendName | "auto" | Backend,
  programs: readonly Program[],
  threads = 1,
): Promise<ChosenBackend> {
  const chosen = await choose(wanted, programs, threads);
  if (threads === 1 || chosen.backend.hasThreads) return chosen;
  throw new BackendError(
    `compile, threads: found ${threads}, but the backend "${chosen.backend.name}" runs a network on a single thread here. ` +
      `Use backend: "wasm" in Node.js, or leave threads out.`,
  );
}

async function choose(
  wanted: BackendName | "auto" | Backend,
  programs: readonly Program[],
  threads: number,
): Promise<ChosenBackend> {
  if (isBackend(wanted)) return { backend: await usable(wanted), reason: `${wanted.name}: given as an object` };
  if (wanted === "auto" && threads > 1) {
    return { backend: await usable(await loaders.wasm()), reason: `wasm: shares a network among ${threads} threads` };
  }
  if (wanted === "auto") return automatic(programs.reduce((sum, program) => sum + numbersOf(program), 0));
  if (typeof wanted !== "string" || !Object.hasOwn(loaders, wanted)) {
    const known = ["auto", ...BACKEND_NAMES].map((name) => `"${name}"`).join(", ");
    throw new InputError(
      `compile, backend: found ${nameOf(wanted)}, expected one of ${known}, or a backend of your own: docs/backend.md.`,
    );
  }
  return { backend: await usable(await loaders[wanted]()), reason: `${wanted}: asked for by name` };
}

/** Whether it has the methods of a backend. */
const isBackend = (wanted: unknown): wanted is Backend =>
  typeof wanted === "object" &&
  wanted !== null &&
  ["unavailable", "compile"].every((name) => typeof (wanted as Record<string, unknown>)[name] === "function");

async function automatic(numbers: number): Promise<ChosenBackend> {
  const missing: string[] = [];
  for (const name of numbers < MANY ? FOR_FEW : FOR_MANY) {
    const backend = await loaders[name]();
    const why = await backend.unavailable();
    if (why === undefined) {
      const size = `${grouped(numbers)} numbers of state`;
      const gpu = numbers < MANY ? `, where a GPU is faster from ${grouped(MANY)} on` : "";
      return { backend, reason: [`${name}: the fastest to train ${size}${gpu}`, ...missing].join("; ") };
    }
    missing.push(`not ${name}: ${why.replace(/\s+/g, " ").replace(/\.$/, "")}`);
  }
  throw new BackendError(`compile, backend "auto": ${missing.join("; ")}`);
}

async function usable(backend: Backend): Promise<Backend> {
  const why = await backend.unavailable();
  if (why === undefined) return backend;
  throw new BackendError(`backend "${backend.name}": ${why}`);
}
