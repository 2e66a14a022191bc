import koffi from "koffi";
import { BackendError } from "../../errors.js";

export type Native = (...args: unknown[]) => unknown;

/** Opens a shared library and declares its functions, each by its C prototype, and callable by its own name. */
export function openLibrary(path: string, prototypes: readonly string[]): ReadonlyMap<string, Native> {
  const library = koffi.load(path);
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
