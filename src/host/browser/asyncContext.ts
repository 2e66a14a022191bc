/**
 * A mark that follows work. A browser cannot follow work through `await`, so here the mark holds until the work first
 * waits: a call of a simulation from its own hook, after an `await`, waits forever instead of being refused.
 */
export class AsyncContext<T> {
  private mark: T | undefined;

  run<R>(mark: T, work: () => R): R {
    const outer = this.mark;
    this.mark = mark;
    try {
      return work();
    } finally {
      this.mark = outer;
    }
  }

  get current(): T | undefined {
    return this.mark;
  }
}
