import { FileError } from "../../errors.js";

/** @throws FileError always, for functions that would read or write a file */
export function noFiles(): never {
  throw new FileError(
    "save, restore: a browser page has no files. Read the state with sim.state.….read(), and write it back with write().",
  );
}
