import { BackendError } from "../../errors.js";

/** Threads need memory that pages may share only where their server isolates them from all others. */
export const HAS_THREADS = false;

/** @see ../threads.ts */
export const Threads = {
  /** @throws BackendError always */
  start(): never {
    throw new BackendError("threads: found several, but a browser page runs a network on one. Leave threads out.");
  },
};
