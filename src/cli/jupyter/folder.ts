import { cpSync, existsSync, lstatSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { makeFolder } from "../../host/makeFolder.js";
import type { Say } from "./environment.js";
import type { NotebookPackages } from "./packages.js";

/** The folder itself and those above it, nearest first. */
function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** Where the type checker of a notebook in this folder finds a package; it searches only `node_modules` folders. */
export function installedFor(folder: string, name: string): string | undefined {
  return ancestors(folder)
    .map((above) => join(above, "node_modules", name))
    .find((path) => existsSync(join(path, "package.json")));
}

function link(target: string, path: string): void {
  makeFolder(dirname(path));
  // A dangling link to a previous location of the package.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
  symlinkSync(process.platform === "win32" ? target : relative(realpathSync(dirname(path)), target), path, "junction");
}

/**
 * Makes `import … from "spiketensor"`, its tensors and the types of Node.js work in the notebooks of a folder. The
 * kernel and its type checker need a `node_modules` above it, which neither this package's repository nor a copy
 * fetched by `npx` has.
 */
export function linkPackages(notebooks: string, packageRoot: string, packages: NotebookPackages, say: Say): void {
  const wanted = { spiketensor: packageRoot, ...packages.typed };
  for (const [name, target] of Object.entries(wanted)) {
    if (installedFor(notebooks, name) !== undefined) continue;
    const path = join(notebooks, "node_modules", name);
    link(target, path);
    say(`Linked ${name} for the notebooks: ${path}`);
  }
}

/** The notebook that `lab` opens if none is named. */
export const MAIN_NOTEBOOK = "eth.ipynb";

/** The project's `notebooks` folder; copies the package's notebooks if it does not exist. */
export function ensureNotebooks(project: string, packageRoot: string, say: Say): string {
  const folder = join(project, "notebooks");
  const own = join(packageRoot, "notebooks");
  if (project === packageRoot || existsSync(join(folder, MAIN_NOTEBOOK))) return folder;
  const filter = (path: string) => !/[\\/](node_modules|\.ipynb_checkpoints)$/.test(path);
  cpSync(own, folder, { recursive: true, force: false, filter });
  say(`Copied the notebooks: ${folder}`);
  return folder;
}
