import { createRequire } from "node:module";

/** Loads an installed CommonJS package at once; also one that only `NODE_PATH` leads to, as in notebooks. */
export const requirePackage = <T>(name: string): T => createRequire(import.meta.url)(name) as T;
