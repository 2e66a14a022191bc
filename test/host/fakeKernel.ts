import { createRequire } from "node:module";
import type { DisplayContent, WriteDisplay } from "../../src/host/kernel.js";

export interface Sent {
  readonly content: DisplayContent;
  readonly update: boolean;
  readonly at: number;
}

const { cache } = createRequire(import.meta.url);

/** Puts a module in the process-wide cache, as if a copy of tslab were loaded from there. */
export function loadTslab(path: string, lastWriteDisplayData: WriteDisplay | null): { exports: object } {
  const loaded = { exports: { lastWriteDisplayData } };
  Object.assign(cache, { [path]: loaded });
  return loaded;
}

/** A tslab kernel that runs cells as far as this library can see: it keeps what is displayed. */
export class FakeKernel {
  readonly sent: Sent[] = [];
  readonly #tslab = loadTslab("/fake/node_modules/tslab/dist/jupyter.js", null);

  /** Begins a cell: tslab binds a new function for each. */
  startCell(): void {
    const write: WriteDisplay = (content, update) => {
      this.sent.push({ content, update, at: performance.now() });
    };
    this.#tslab.exports = Object.assign(this.#tslab.exports, { lastWriteDisplayData: write });
  }

  /** No cell has run yet. */
  stop(): void {
    Object.assign(this.#tslab.exports, { lastWriteDisplayData: null });
  }

  texts(mime = "text/plain"): unknown[] {
    return this.sent.map(({ content }) => content.data[mime]);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
