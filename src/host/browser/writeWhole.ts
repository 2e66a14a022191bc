import { noFiles } from "./noFiles.js";

/** @throws FileError always */
export async function writeWhole(_path: string, _chunks: Iterable<string | Uint8Array>): Promise<void> {
  noFiles();
}
