import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { SweepChoices, SweepSpec } from "./spec.js";

const MODULES = [".js", ".mjs", ".ts", ".mts"];

/**
 * Reads a sweep from a JSON file, or from the default export of a module. Folders of data are relative to the file.
 * @throws InputError for a file that is missing or contains no sweep
 */
export async function readSpec(path: string): Promise<SweepSpec> {
  const extension = extname(path);
  if (extension !== ".json" && !MODULES.includes(extension)) {
    const known = [".json", ...MODULES].join(", ");
    throw new InputError(`${path}: found the ending "${extension}", expected a sweep in a file that ends in ${known}.`);
  }
  const spec = extension === ".json" ? await readJson(path) : await readModule(path);
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    const place = extension === ".json" ? "a JSON object" : "a sweep as the default export";
    throw new InputError(`${path}: found ${nameOf(spec)}, expected ${place}: { "base": …, "vary": …, "seeds": … }.`);
  }
  return withPaths(spec, dirname(resolve(path)));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof SyntaxError)
      throw new InputError(`${path}: found invalid JSON (${message}). Correct the file.`);
    throw new InputError(`${path}: cannot be read (${message}). Check the path.`);
  }
}

async function readModule(path: string): Promise<unknown> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)).default;
  } catch (error) {
    const cannotStrip = (error as { code?: string }).code === "ERR_UNKNOWN_FILE_EXTENSION";
    const advice = cannotStrip
      ? "Node.js reads TypeScript from version 22.18 on: use a newer one, or JSON or JavaScript."
      : "Correct the file.";
    throw new InputError(`${path}: cannot be loaded (${(error as Error).message}). ${advice}`);
  }
}

/** Makes the paths of data sets absolute. Invalid values are left for the checks. */
function withPaths(spec: SweepSpec, folder: string): SweepSpec {
  const absolute = (data: unknown) => (typeof data === "string" ? resolve(folder, data) : data);
  const own = <T>(choices: T): T =>
    typeof choices === "object" && choices !== null && "data" in choices
      ? { ...choices, data: absolute(choices.data) }
      : choices;
  const data: unknown = spec.vary?.data;
  return {
    ...spec,
    ...(spec.base && { base: own(spec.base) }),
    ...(Array.isArray(spec.cases) && { cases: spec.cases.map((choices: SweepChoices) => own(choices)) }),
    ...(Array.isArray(data) && { vary: { ...spec.vary, data: data.map(absolute) as string[] } }),
  };
}
