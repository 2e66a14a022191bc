import { createRequire } from "node:module";

/** Loads an installed CommonJS package synchronously, including one found only through `NODE_PATH`, as in notebooks. */
export const requirePackage = <T>(name: string): T => createRequire(import.meta.url)(name) as T;
