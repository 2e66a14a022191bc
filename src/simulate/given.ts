import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { handleOn, isTensor } from "./tensors.js";

/** The inputs of sources for a presentation, by name. */
export type Given = Readonly<Record<string, unknown>>;

/**
 * Inputs with numbers in place of tensors. Handles on the tensors are taken at once, as the tensors belong to the
 * caller; reading their values may have to wait for the device. Undefined if there are no tensors.
 * @throws InputError unless they are inputs, and for tensors that have been disposed of
 */
export function tensorsRead(call: string, inputs: readonly Given[]): Promise<readonly Given[]> | undefined {
  if (!Array.isArray(inputs)) throw new InputError(`${call}: found ${nameOf(inputs)}, expected an array of inputs.`);
  for (const input of inputs) {
    if (typeof input === "object" && input !== null) continue;
    throw new InputError(
      `${call}, input: found ${nameOf(input)}, expected inputs by source, such as { input: rates }.`,
    );
  }
  if (!inputs.some((input) => Object.values(input).some(isTensor))) return undefined;
  const read = Promise.all(
    inputs.map(async (input) => {
      const entries = Object.entries(input).map(async ([name, value]) => {
        if (!isTensor(value)) return [name, value] as const;
        const handle = handleOn(`${call}, input "${name}"`, value);
        try {
          return [name, await handle.data()] as const;
        } finally {
          handle.dispose();
        }
      });
      return Object.fromEntries(await Promise.all(entries));
    }),
  );
  // It may fail long before it is awaited.
  read.catch(() => {});
  return read;
}
