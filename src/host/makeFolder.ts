import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Whether the path is there, be it a folder or not. */
function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return codeOf(error) !== "ENOENT";
  }
}

/**
 * Makes a folder and those above it, where they are missing. Node's own `recursive` tries for ever where a file system
 * answers that a folder's parent is missing although it is there, as that of Linux's `/proc` does.
 * @throws Error of the system for what cannot be made
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && statSync(path).isDirectory()) return;
    const above = dirname(path);
    if (codeOf(error) !== "ENOENT" || above === path || exists(above)) throw error;
    makeFolder(above);
    mkdirSync(path);
  }
}
