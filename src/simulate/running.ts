import type { Executable } from "../backend/backend.js";
import { BackendError } from "../errors.js";
import type { Program } from "../program/program.js";
import { Queue } from "./queue.js";

/** A program's executable, which does one thing at a time until it is disposed of. */
export class Running {
  readonly program: Program;
  /** The backend's name. */
  readonly backend: string;
  readonly executable: Executable;
  private readonly queue = new Queue();
  private isDisposed = false;

  constructor(program: Program, backend: string, executable: Executable) {
    this.program = program;
    this.backend = backend;
    this.executable = executable;
  }

  /**
   * Does work after all earlier work has ended.
   * @throws BackendError once the executable has been disposed of
   */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.queue.add(async () => {
      if (this.isDisposed) {
        throw new BackendError("simulation: found that it has been disposed of. Compile the network again.");
      }
      return work();
    });
  }

  /** Runs a hook in the middle of the current work. */
  letIn(hook: () => unknown): Promise<void> {
    return this.queue.letIn(hook);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.executable.dispose();
  }
}
