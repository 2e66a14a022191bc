import { readFile, stat } from "node:fs/promises";
import { checkText } from "../check/text.js";
import { DataError } from "../errors.js";

/** Larger files do not fit in one buffer. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The content of a file.
 * @throws InputError for anything but a path; DataError for a file that cannot be read, is empty, or too large
 */
export async function wholeFile(where: string, path: string): Promise<Buffer> {
  checkText(`${where}, path`, path, "data/file", "a path");
  const cannot = (error: unknown): never => {
    throw new DataError(`${path}: cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  };
  const info = await stat(path).catch(cannot);
  if (!info.isFile()) throw new DataError(`${path}: is a folder or a device, expected a file.`);
  if (info.size === 0) throw new DataError(`${path}: is empty. Delete it, and get the file again.`);
  if (info.size > MOST_BYTES) throw new DataError(`${path}: has ${info.size} bytes, expected at most ${MOST_BYTES}.`);
  return readFile(path).catch(cannot);
}
