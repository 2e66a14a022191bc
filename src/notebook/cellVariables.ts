import { isFigure } from "../plot/checkFigure.js";
import { show } from "./show.js";

/**
 * tslab keeps the variables of cells in an object and rewrites their names in later cells, but misses shorthand
 * properties: `{ pixels }` with a variable of an earlier cell is a ReferenceError at run time. So each variable becomes
 * a global as well. Also, a figure that is a cell's last expression shows itself, where tslab would print its data.
 */
interface Tslab {
  readonly exports: Record<string, unknown>;
}

/** Globals by which packages detect their environment keep their values. */
const TELLTALES = new Set([
  ...["window", "document", "self", "location", "importScripts", "WorkerGlobalScope", "Deno", "Bun"],
  ...["define", "module", "exports", "require", "Plotly", "jQuery", "__tslab__"],
]);

/** tslab's name for the value of a cell's last expression. */
const LAST = /^tsLastExpr/;

const isTslab = (value: unknown): value is Tslab =>
  typeof value === "object" && value !== null && "exports" in value && typeof value.exports === "object";

function nameGlobally(variables: Record<string, unknown>): void {
  for (const name of Object.keys(variables)) {
    if (name in globalThis || TELLTALES.has(name) || LAST.test(name)) continue;
    Object.defineProperty(globalThis, name, {
      get: () => variables[name],
      set: (value: unknown) => {
        variables[name] = value;
      },
      configurable: true,
    });
  }
}

function teach(tslab: Tslab): void {
  const variables = tslab.exports;
  const ofCell = new Proxy(variables, {
    set(_, name, value: unknown) {
      if (typeof name === "string" && LAST.test(name) && isFigure(value)) show(value);
      else Reflect.set(variables, name, value);
      return true;
    },
  });
  // Read once for each cell, before it runs.
  Object.defineProperty(tslab, "exports", {
    get() {
      nameGlobally(variables);
      return ofCell;
    },
  });
}

const tslab: unknown = Reflect.get(globalThis, "__tslab__");
if (isTslab(tslab)) teach(tslab);
