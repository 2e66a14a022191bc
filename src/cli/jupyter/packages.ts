import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { makeFolder } from "../../host/makeFolder.js";
import { EnvironmentError, type Say } from "./environment.js";
import { jupyterData } from "./jupyterData.js";
import type { Python } from "./python.js";
import { run } from "./run.js";

/**
 * npm packages that only notebooks need. They are not installed in projects that run scripts, as tslab includes a
 * TypeScript whose `tsc` would replace the project's own.
 */
const WANTED = [
  "tslab",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-backend-cpu",
  "@tensorflow/tfjs-backend-wasm",
] as const;

/** Locations of these packages. */
export interface NotebookPackages {
  /** The start file of tslab. */
  readonly tslab: string;
  /** Folders of the packages whose types cells use. */
  readonly typed: Readonly<Record<"@tensorflow/tfjs-core" | "@types/node", string>>;
  /** The `node_modules` folder of the environment, if the packages are only there. */
  readonly own: string | undefined;
}

/** A folder in Jupyter's data that Jupyter itself ignores. */
const homeOf = (python: Python): string => join(jupyterData(python), "spiketensor");

function folderOf(place: string, name: string): string | undefined {
  try {
    return dirname(createRequire(join(place, "package.json")).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** The packages of the project, else of this package's own repository, else of the environment. */
export function findPackages(python: Python, project: string, packageRoot: string): NotebookPackages | undefined {
  const home = homeOf(python);
  for (const place of [project, packageRoot, home]) {
    const folders = WANTED.map((name) => folderOf(place, name));
    const [tslab, core] = folders;
    const nodeTypes = tslab && folderOf(tslab, "@types/node");
    if (nodeTypes === undefined || core === undefined || folders.includes(undefined)) continue;
    return {
      tslab: join(tslab as string, "bin", "tslab"),
      typed: { "@tensorflow/tfjs-core": core, "@types/node": nodeTypes },
      own: place === home ? join(home, "node_modules") : undefined,
    };
  }
  return undefined;
}

/** The npm that runs this, or the one that the shell finds. */
const npm = (): readonly [string, readonly string[]] => {
  const path = process.env.npm_execpath;
  return path?.endsWith("npm-cli.js") && existsSync(path) ? [process.execPath, [path]] : ["npm", []];
};

/**
 * Installs what notebooks need into the Python environment, unless the project has it.
 * @throws EnvironmentError if npm or the network is missing
 */
export async function ensurePackages(
  python: Python,
  project: string,
  packageRoot: string,
  say: Say,
): Promise<NotebookPackages> {
  const there = findPackages(python, project, packageRoot);
  if (there !== undefined) return there;
  const home = homeOf(python);
  const { peerDependencies }: { peerDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(packageRoot, "package.json"), "utf8"),
  );
  const packages = WANTED.map((name) => `${name}@${peerDependencies[name]}`);
  say(`Installing ${packages.join(" ")} into ${home}: this takes a minute`);
  makeFolder(home);
  // A project of its own, so that npm does not use the one above it.
  writeFileSync(join(home, "package.json"), `${JSON.stringify({ private: true })}\n`);
  const [command, first] = npm();
  const options = ["--prefix", home, "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, stderr } = await run(command, [...first, "install", ...options, ...packages]);
  const made = code === 0 ? findPackages(python, project, packageRoot) : undefined;
  if (made !== undefined) return made;
  const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(stderr);
  const fix =
    code === undefined
      ? "Install npm, which comes with Node.js."
      : isOffline
        ? "The registry cannot be reached: check the network or npm's settings (npm config list)."
        : "See what npm says above.";
  const said = stderr.trim().split("\n").slice(-6).join("\n  ");
  throw new EnvironmentError(`npm cannot install ${packages.join(" ")}:\n  ${said}\n${fix} Then run this again.`);
}
