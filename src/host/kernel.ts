import { createRequire } from "node:module";
import { join } from "node:path";

/** What a Jupyter `display_data` message carries. */
export interface DisplayContent {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id: string };
}

/** Sends one display of the cell that it was made for; `update` replaces the display with the same `display_id`. */
export type WriteDisplay = (content: DisplayContent, update: boolean) => void;

interface TslabJupyter {
  readonly lastWriteDisplayData: WriteDisplay | null;
}

function isTslabJupyter(exports: unknown): exports is TslabJupyter {
  return typeof exports === "object" && exports !== null && "lastWriteDisplayData" in exports;
}

let running: TslabJupyter | undefined;

/**
 * The display function of the cell that runs now, or undefined outside a tslab kernel.
 *
 * Several copies of tslab may be loaded: a global one that started the process and hands over to a local one, and the
 * one that this package depends on. The copy that runs the cells is the one whose function is set.
 */
export function currentCell(): WriteDisplay | undefined {
  if (running === undefined) {
    // Every CommonJS loader of a process shares one cache, so this works from an ES module too.
    const { cache } = createRequire(join(process.cwd(), "noop.js"));
    for (const [path, module] of Object.entries(cache)) {
      if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) continue;
      const exports: unknown = module?.exports;
      if (isTslabJupyter(exports) && exports.lastWriteDisplayData !== null) running = exports;
    }
  }
  // Read anew each time: tslab binds it to the cell that is executing.
  return running?.lastWriteDisplayData ?? undefined;
}
