import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileError } from "./fileError.js";
import { makeFolder } from "./makeFolder.js";
import { temporaryName } from "./temporaryName.js";

/**
 * Writes a file under a temporary name in the same folder, and renames it once it is complete and on the disk: a killed
 * run or a full disk leaves the previous file intact. Missing folders are made.
 * @throws FileError if the system refuses
 */
export async function writeWhole(path: string, chunks: Iterable<string | Uint8Array>): Promise<void> {
  const temporary = temporaryName(path);
  try {
    makeFolder(dirname(path));
    const file = await open(temporary, "wx");
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // If the folder itself is the problem, there is nothing to remove, and the first error is the one to report.
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(path, error);
  }
}
