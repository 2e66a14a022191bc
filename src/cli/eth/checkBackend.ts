import { checkName } from "../../check/names.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { BACKEND_NAMES } from "../../simulate/backends.js";
import { MOST_THREADS } from "../../simulate/compile.js";
import type { TestOptions } from "./options.js";

/** @throws InputError for an unknown backend or too many threads */
export function checkBackend(where: string, { backend, threads }: Pick<TestOptions, "backend" | "threads">): void {
  if (backend !== undefined) checkName(`${where}, --backend`, "a backend", backend, ["auto", ...BACKEND_NAMES]);
  if (threads !== undefined) wholeNumber(`${where}, --threads`, threads, 1, MOST_THREADS);
}
