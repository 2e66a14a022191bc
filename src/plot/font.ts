import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FileError } from "../errors.js";

/**
 * The font of static pictures, in `assets`, two folders above this file and above the bundles of `dist`.
 * @throws FileError if it is missing: text would be left out silently
 */
export function fontPath(from = import.meta.url): string {
  const path = fileURLToPath(new URL("../../assets/arimo.ttf", from));
  if (existsSync(path)) return path;
  throw new FileError(`${path}: found no font for pictures. Install spiketensor again, with its folder assets.`);
}
