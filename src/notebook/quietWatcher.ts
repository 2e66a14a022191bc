/**
 * tslab watches the declarations of packages while a notebook is open. When a package is rebuilt, its converter throws
 * from the watcher, once per file, and tslab reports each error in the cell. The errors are harmless: the next
 * cell reads the current files.
 */
const HARMLESS = "Unexpected pending rebuildTimer";

if (Reflect.has(globalThis, "__tslab__")) {
  for (const report of process.listeners("uncaughtException")) {
    process.off("uncaughtException", report);
    process.on("uncaughtException", (error, origin) => {
      if (error?.message !== HARMLESS) report(error, origin);
    });
  }
}
