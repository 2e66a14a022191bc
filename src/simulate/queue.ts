import { AsyncContext } from "../host/asyncContext.js";

interface Line {
  last: Promise<unknown>;
}

/** Work of a hook, during which its caller waits: a queue within a queue. */
interface Within extends Line {
  isOpen: boolean;
}

/** Does one thing at a time, in the order of the calls. */
export class Queue {
  private readonly outer: Line = { last: Promise.resolve() };
  private readonly hooks = new AsyncContext<Within>();

  /** Does work after all earlier work has ended; a hook's own work is done while the hook runs. */
  async add<T>(work: () => Promise<T>): Promise<T> {
    const own = this.hooks.current;
    const line: Line = own?.isOpen ? own : this.outer;
    const result = line.last.then(work);
    line.last = result.catch(() => {});
    return result;
  }

  /** Runs a hook in the middle of the current work: the hook's requests are done at once, everything else waits. */
  async letIn(hook: () => unknown): Promise<void> {
    const within: Within = { last: Promise.resolve(), isOpen: true };
    try {
      await this.hooks.run(within, async () => hook());
      await within.last;
    } finally {
      within.isOpen = false;
    }
  }
}
