import { createRequire } from "node:module";
import { join } from "node:path";

/** The content of a Jupyter `display_data` message. */
export interface DisplayContent {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id: string };
}

/** Sends one display of the cell that it belongs to; `update` replaces the display with the same `display_id`. */
export type WriteDisplay = (content: DisplayContent, update: boolean) => void;

/** The part of tslab's Jupyter module that this library uses. */
export interface TslabJupyter {
  readonly lastWriteDisplayData: WriteDisplay | null;
}

function isTslabJupyter(exports: unknown): exports is TslabJupyter {
  return typeof exports === "object" && exports !== null && "lastWriteDisplayData" in exports;
}

let running: TslabJupyter | undefined;

/**
 * The module of tslab that runs the cells of this process, or undefined outside a tslab kernel.
 *
 * Several copies of tslab may be loaded: a global one that started the process and hands over to a local one, and the
 * one that this package depends on. The copy that runs the cells is the one whose display function is set.
 */
export function runningTslab(): TslabJupyter | undefined {
  if (running === undefined) {
    for (const exports of loadedModules(/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/)) {
      if (isTslabJupyter(exports) && exports.lastWriteDisplayData !== null) running = exports;
    }
  }
  return running;
}

/** The exports of this process's CommonJS modules whose path matches. */
export function loadedModules(path: RegExp): unknown[] {
  // All CommonJS loaders of a process share one cache, so this works from an ES module too.
  const { cache } = createRequire(join(process.cwd(), "noop.js"));
  return Object.entries(cache).flatMap(([name, module]) => (path.test(name) ? [module?.exports] : []));
}

/** The display function of the running cell; read each time, as tslab binds it to the executing cell. */
export function currentCell(): WriteDisplay | undefined {
  return runningTslab()?.lastWriteDisplayData ?? undefined;
}
