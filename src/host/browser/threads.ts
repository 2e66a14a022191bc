import { BackendError } from "../../errors.js";
import type { ThreadPlan } from "../threads.js";

/** Threads would need memory that a page may share only where its server isolates it from all others. */
export const HAS_THREADS = false;

/** @see ../threads.ts */
export class Threads {
  /** @throws BackendError always */
  static start(_plan: ThreadPlan): never {
    throw new BackendError("threads: found several, but a browser page runs a network on one. Leave threads out.");
  }
}
