import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Whether the path exists, as a folder or not. */
function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return codeOf(error) !== "ENOENT";
  }
}

/**
 * Makes a folder and its missing parents. Node's own `recursive` loops forever if a file system reports that an
 * existing parent is missing, as Linux's `/proc` does.
 * @throws the system's error if a folder cannot be made
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
