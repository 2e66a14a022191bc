import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

function isOurs(folder: string): boolean {
  try {
    const { name }: { name?: unknown } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return name === "spiketensor";
  } catch {
    return false;
  }
}

/** The folder of this package: of the command that is running, wherever it is linked from. */
export function packageRoot(start = realpathSync(process.argv[1])): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isOurs(folder)) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of spiketensor above ${start}`);
  }
}
