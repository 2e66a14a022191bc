/**
 * One kind of work, which waits for its turn. All who ask until it begins share it: what waited is replaced, not queued.
 */
export class Turns {
  readonly #work: () => Promise<void>;
  readonly #queue: (work: () => Promise<void>) => Promise<void>;
  #waiting: Promise<void> | undefined;

  /** @param queue runs one work after the other */
  constructor(queue: (work: () => Promise<void>) => Promise<void>, work: () => Promise<void>) {
    this.#queue = queue;
    this.#work = work;
  }

  /** Resolves when work that began after this call is over. */
  ask(): Promise<void> {
    this.#waiting ??= this.#queue(() => {
      this.#waiting = undefined;
      return this.#work();
    });
    return this.#waiting;
  }
}
