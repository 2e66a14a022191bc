import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function manifestIn(folder: string): { readonly name?: unknown; readonly version?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** The folder of this package, wherever it is linked from. */
export function packageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (manifestIn(folder)?.name === "spiketensor") return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of spiketensor above ${start}`);
  }
}

/** The program and first arguments that start this package's command line in a process of its own. */
export const ownCommand = (): readonly string[] => [process.execPath, join(packageRoot(), "dist/cli/main.js")];

/** The version of this package. */
export function packageVersion(): string {
  return String(manifestIn(packageRoot())?.version);
}
