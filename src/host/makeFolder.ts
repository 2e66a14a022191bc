import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Whether the path is there, be it a folder or not. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
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
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(path)).isDirectory()) return;
    const above = dirname(path);
    if (codeOf(error) !== "ENOENT" || above === path || (await exists(above))) throw error;
    await makeFolder(above);
    await mkdir(path);
  }
}
