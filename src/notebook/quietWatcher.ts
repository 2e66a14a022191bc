/**
 * tslab watches the declarations of packages while a notebook is open. When a package is built anew, its converter throws
 * from the watcher, once for each file, and tslab reports each as an error of the cell. Nothing is lost by it: the next
 * cell reads the files as they are.
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
