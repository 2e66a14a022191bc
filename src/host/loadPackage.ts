import { PackageError } from "../errors.js";
import { firstLine } from "./firstLine.js";
import { requirePackage } from "./requirePackage.js";

/** Whether the package itself is missing, rather than one of its dependencies. */
export function isMissing(error: unknown, name: string): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") && firstLine(error).includes(`'${name}'`);
}

/**
 * Loads an optional package when it is first needed.
 * @param load `() => import(name)`, with a literal name that bundlers understand
 * @param install what to install, if that is more than the package
 * @throws PackageError that names the package and what it is for
 */
export async function loadPackage<T>(
  name: string,
  purpose: string,
  load: () => Promise<T>,
  install = name,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw new PackageError(name, purpose, firstLine(error), install);
    try {
      return requirePackage<T>(name);
    } catch {
      throw new PackageError(name, purpose, "not installed", install);
    }
  }
}
