import type { TslabJupyter, WriteDisplay } from "../kernel.js";

/** A page runs no notebook cells. */
export const runningTslab = (): TslabJupyter | undefined => undefined;

export const loadedModules = (_path: RegExp): unknown[] => [];

export const currentCell = (): WriteDisplay | undefined => undefined;
