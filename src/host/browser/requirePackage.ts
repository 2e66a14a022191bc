import { PackageError } from "../../errors.js";

/** @throws PackageError always: everything that a page loads is in its bundle */
export function requirePackage<T>(name: string): T {
  throw new PackageError(name, "A browser page", "not in the bundle of spiketensor/browser");
}
