import { readFile } from "node:fs/promises";

/** The bytes of a file. @throws the system's error if it cannot be read */
export const readWhole = (path: string): Promise<Uint8Array> => readFile(path);
