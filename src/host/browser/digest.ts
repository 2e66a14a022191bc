import { noFiles } from "./noFiles.js";

/** A page has no files to digest. @throws FileError always */
export function sha256(_parts: Iterable<string | Uint8Array>): string {
  return noFiles();
}

/** @throws FileError always */
export function newSha256(): never {
  return noFiles();
}
