import { BackendError } from "../../errors.js";

/** Threads need shared memory, which browsers allow only for pages that their server isolates from all others. */
export const HAS_THREADS = false;

/** @see ../threads.ts */
export class Threads {
  private constructor() {}

  /** @throws BackendError always */
  static start(): never {
    throw new BackendError("threads: found several, but a browser page runs a network on one. Leave threads out.");
  }
}
