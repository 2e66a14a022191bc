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

/** Where a package lies for the type checker of a notebook in this folder: it knows `node_modules` folders only. */
export function installedFor(folder: string, name: string): string | undefined {
  return ancestors(folder)
    .map((above) => join(above, "node_modules", name))
    .find((path) => existsSync(join(path, "package.json")));
}

function link(target: string, path: string): void {
  makeFolder(dirname(path));
  // A dangling link of an earlier place of the package.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
  symlinkSync(process.platform === "win32" ? target : relative(realpathSync(dirname(path)), target), path, "junction");
}

/**
 * Makes `import … from "spiketensor"`, the tensors that it hands out and the types of Node.js work for notebooks in a
 * folder: run and type check look for a `node_modules` above it, which neither this package's own repository nor a copy
 * that `npx` fetched has.
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

/** The folder with the notebooks: the project's `notebooks`, with those of the package where they are not there yet. */
export function ensureNotebooks(project: string, packageRoot: string, say: Say): string {
  const folder = join(project, "notebooks");
  const own = join(packageRoot, "notebooks");
  if (project === packageRoot || existsSync(join(folder, MAIN_NOTEBOOK))) return folder;
  const filter = (path: string) => !/[\\/](node_modules|\.ipynb_checkpoints)$/.test(path);
  cpSync(own, folder, { recursive: true, force: false, filter });
  say(`Copied the notebooks: ${folder}`);
  return folder;
}
