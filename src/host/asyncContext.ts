import { AsyncLocalStorage } from "node:async_hooks";

/** A mark that follows work through everything that it awaits or starts. */
export class AsyncContext<T> {
  private readonly storage = new AsyncLocalStorage<T>();

  run<R>(mark: T, work: () => R): R {
    return this.storage.run(mark, work);
  }

  /** The mark of the current work. */
  get current(): T | undefined {
    return this.storage.getStore();
  }
}
