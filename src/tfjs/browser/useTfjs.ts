import { BackendError } from "../../errors.js";
import type { Tfjs } from "../tensor.js";
import type { TfjsBackend } from "../useTfjs.js";

function none(): never {
  throw new BackendError(
    "Tensors: spiketensor/browser has no TensorFlow.js. Use the typed arrays that all functions return.",
  );
}

/** @throws BackendError always */
export async function useTfjs(_name: TfjsBackend): Promise<void> {
  none();
}

/** @throws BackendError always */
export const activeTfjs = async (): Promise<Tfjs> => none();

/** @throws BackendError always */
export const loadTfjs = async (): Promise<Tfjs> => none();

export const usesGpu = (_tf: Tfjs): boolean => false;

/** @throws BackendError always */
export const loadNative = async (): Promise<string> => none();
