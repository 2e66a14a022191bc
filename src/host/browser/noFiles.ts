import { FileError } from "../../errors.js";

/** A page has no files: what would write or read one says so. */
export function noFiles(): never {
  throw new FileError(
    "save, restore: a browser page has no files. Read the state by sim.state.….read(), and write it back by write().",
  );
}
