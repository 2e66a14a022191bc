import { noFiles } from "./noFiles.js";

/** @throws FileError always */
export const packageRoot = (): string => noFiles();

/** @throws FileError always */
export const ownCommand = (): readonly string[] => noFiles();

/** @throws FileError always */
export const packageVersion = (): string => noFiles();
