/** A task that waits for its turn. All requests until it begins share one run: later requests replace earlier ones. */
export class Turns {
  readonly #work: () => Promise<void>;
  readonly #queue: (work: () => Promise<void>) => Promise<void>;
  #waiting: Promise<void> | undefined;

  /** @param queue runs tasks one after the other */
  constructor(queue: (work: () => Promise<void>) => Promise<void>, work: () => Promise<void>) {
    this.#queue = queue;
    this.#work = work;
  }

  /** Resolves when a run that began after this call has ended. */
  ask(): Promise<void> {
    this.#waiting ??= this.#queue(() => {
      this.#waiting = undefined;
      return this.#work();
    });
    return this.#waiting;
  }
}
