import type { TslabJupyter, WriteDisplay } from "../kernel.js";

/** No cell of a notebook runs in a page. */
export const runningTslab = (): TslabJupyter | undefined => undefined;

export const loadedModules = (_path: RegExp): unknown[] => [];

export const currentCell = (): WriteDisplay | undefined => undefined;
