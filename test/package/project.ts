import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

type Names = Readonly<Record<string, string>>;
const manifest: Readonly<Record<"dependencies" | "optionalDependencies", Names>> = JSON.parse(
  readFileSync("package.json", "utf8"),
);
const REQUIRED = Object.keys(manifest.dependencies);
const OPTIONAL = Object.keys(manifest.optionalDependencies);
/** What a project that works with tensors adds. */
export const TENSORS = ["core", "backend-cpu", "backend-wasm"].map((name) => `@tensorflow/tfjs-${name}`);

/** A project outside the repository in which the packed package is installed, as a user would have it. */
export interface Project {
  readonly folder: string;
  /** The packed package. */
  readonly tarball: string;
  /** Paths of all files in the package. */
  readonly files: readonly string[];
  write(name: string, text: string): string;
  remove(): void;
}

function link(folder: string, name: string): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(resolve("node_modules", name), place, "junction");
}

/** Packs the built package into a folder, as `npm publish` would send it. */
export function pack(folder: string): Pick<Project, "tarball" | "files"> {
  if (!existsSync("dist")) throw new Error("There is no dist: run npm run build first.");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const printed = execFileSync(npm, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const [{ filename, files }]: { filename: string; files: { path: string }[] }[] = JSON.parse(printed);
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) };
}

/**
 * Packs the built package and installs it. Only the dependencies that package.json declares are linked in, with the
 * types of Node.js and what else is named, so that a missing declaration shows.
 * @param omitOptional as npm's `--omit=optional` does
 */
export function installPacked(further: readonly string[] = [], omitOptional = false): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "spiketensor-package-")));
  const { tarball, files } = pack(folder);
  const installed = join(folder, "node_modules/spiketensor");
  mkdirSync(installed, { recursive: true });
  // A project of its own, whatever package lies in a folder above.
  writeFileSync(join(folder, "package.json"), "{}");
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  for (const name of [...REQUIRED, ...(omitOptional ? [] : OPTIONAL), "@types/node", ...further]) link(folder, name);
  return {
    folder,
    tarball,
    files,
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
