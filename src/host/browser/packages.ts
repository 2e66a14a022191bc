import { PackageError } from "../../errors.js";

/** @throws PackageError always: what a page loads is in its bundle */
export function requirePackage<T>(name: string): T {
  throw new PackageError(name, "A browser page", "not in the bundle of spiketensor/browser");
}

export const isMissing = (_error: unknown, _name: string): boolean => true;

/** @throws PackageError always */
export async function loadPackage<T>(
  name: string,
  _purpose: string,
  _load: () => Promise<T>,
  _install = name,
): Promise<T> {
  return requirePackage<T>(name);
}
