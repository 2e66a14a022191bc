/**
 * What an installation costs: packs the built package, installs it by npm into fresh projects outside the repository,
 * and prints the sizes of their `node_modules`, and whose `tsc` is theirs.
 *
 *   npm run build && node --import tsx benchmarks/packageSize.ts
 */
import { execFileSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TENSORS = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];
const projects = [
  { what: "simulates: --omit=optional", args: ["--omit=optional"] },
  { what: "a script's user", args: [] },
  { what: "with TypeScript of its own", args: ["typescript@5.9"] },
  { what: "with tensors", args: TENSORS },
];

/** In bytes; links count nothing. */
function sizeOf(path: string): number {
  const facts = lstatSync(path);
  if (!facts.isDirectory()) return facts.isFile() ? facts.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const folder = mkdtempSync(join(tmpdir(), "spiketensor-size-"));
try {
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [{ filename, files }]: { filename: string; files: object[] }[] = JSON.parse(
    execFileSync("npm", pack, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  const tarball = join(folder, filename);
  console.log(`${filename}: ${megabytes(statSync(tarball).size)}, ${files.length} files`);
  for (const [i, { what, args }] of projects.entries()) {
    const project = mkdtempSync(join(folder, `project${i}-`));
    writeFileSync(join(project, "package.json"), "{}");
    execFileSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, ...args], {
      cwd: project,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const modules = join(project, "node_modules");
    const commands = readdirSync(join(modules, ".bin"));
    const tsc = commands.includes("tsc") ? realpathSync(join(modules, ".bin/tsc")).split("node_modules/")[1] : "none";
    const packages = readdirSync(modules).filter((name) => !name.startsWith(".")).length;
    console.log(`${what.padEnd(28)} ${megabytes(sizeOf(modules)).padStart(9)} in ${packages} folders; tsc: ${tsc}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
