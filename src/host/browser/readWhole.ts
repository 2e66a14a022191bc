import { noFiles } from "./noFiles.js";

/** @throws FileError always */
export async function readWhole(_path: string): Promise<Uint8Array> {
  return noFiles();
}
