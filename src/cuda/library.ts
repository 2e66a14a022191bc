import { createRequire } from "node:module";
import { BackendError } from "../errors.js";

export type Native = (...args: unknown[]) => unknown;

type Koffi = typeof import("koffi");

/** The foreign-function library, loaded when first needed, as everything else works without it. */
function koffi(): Koffi {
  try {
    return createRequire(import.meta.url)("koffi");
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new BackendError(`cuda: found that koffi cannot be loaded (${reason}). Run: npm install koffi`);
  }
}

/** Native memory viewed as bytes. */
export const viewMemory = (pointer: unknown, bytes: number): Uint8Array => new Uint8Array(koffi().view(pointer, bytes));

/** Opens a shared library and declares its functions by their C prototypes, callable by name. */
export function openLibrary(path: string, prototypes: readonly string[]): ReadonlyMap<string, Native> {
  const library = koffi().load(path);
  return new Map(
    prototypes.map((prototype) => {
      const name = /(\w+)\(/.exec(prototype)?.[1];
      if (!name) throw new TypeError(`no function in "${prototype}"`);
      try {
        return [name, library.func(prototype) as Native] as const;
      } catch {
        throw new BackendError(
          `cuda: found no function ${name} in ${path}, expected a driver for CUDA 12 or newer. Update the NVIDIA driver.`,
        );
      }
    }),
  );
}
