import { isTensor } from "./tensors.js";

/** What sources are given for a presentation, by name. */
export type Given = Readonly<Record<string, unknown>>;

/**
 * Inputs with numbers in place of tensors. Handles on those are taken at once, as they are the caller's, who may dispose
 * of them; their values are waited for, as not every device can be read at once. Undefined where there are none.
 */
export function tensorsRead(inputs: readonly Given[]): Promise<readonly Given[]> | undefined {
  if (!inputs.some((input) => Object.values(input).some(isTensor))) return undefined;
  return Promise.all(
    inputs.map(async (input) => {
      const entries = Object.entries(input).map(async ([name, value]) => {
        if (!isTensor(value)) return [name, value] as const;
        const handle = value.clone();
        // It is still needed when a `tf.tidy` around the call has ended.
        handle.kept = true;
        try {
          return [name, await handle.data()] as const;
        } finally {
          handle.dispose();
        }
      });
      return Object.fromEntries(await Promise.all(entries));
    }),
  );
}
