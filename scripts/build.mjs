/**
 * Builds dist/: ES modules (esm/), CommonJS (cjs/), the command line (cli/), one file for pages (browser/), and
 * declarations. The command line has its own copy of the library: shared, it would come in thirty small files, and an
 * import would wait for each of them.
 * Everything is made in a temporary folder that takes dist's place at the end, so a failed build changes nothing. Where
 * nothing has changed since the last build, dist is left alone: an open notebook watches its declarations.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const index = join(root, "src/index.ts");
const commandLine = join(root, "src/cli/main.ts");
const page = join(root, "src/browser.ts");

/**
 * `NAMEBinary.ts` exports a function of the same name that always returns the same bytes. They are computed here, and
 * take its place: assembling them took a seventh of the processor time to the first result.
 */
const constants = {
  name: "constants",
  setup({ onLoad }) {
    onLoad({ filter: /Binary\.ts$/ }, async ({ path }) => {
      const name = basename(path, ".ts");
      const options = { bundle: true, write: false, format: "esm", platform: "node", packages: "external" };
      const { outputFiles } = await build({ ...options, entryPoints: [path] });
      const made = await import(
        `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
      );
      const text = JSON.stringify(Buffer.from(made[name]()).toString("base64"));
      return { contents: `export const ${name} = () => Uint8Array.from(atob(${text}), (c) => c.charCodeAt(0));` };
    });
  },
};

const shared = {
  absWorkingDir: root,
  plugins: [constants],
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20.19",
  charset: "utf8",
  logLevel: "warning",
};

/** One file, and others for what is loaded on request. */
function esModules(entryPoints, folder) {
  return build({
    ...shared,
    entryPoints,
    outdir: folder,
    format: "esm",
    splitting: true,
    chunkNames: "shared-[hash]",
  });
}

function commonJs(folder) {
  return build({
    ...shared,
    entryPoints: { index },
    outdir: folder,
    format: "cjs",
    define: { "import.meta.url": "importMetaUrl" },
    banner: { js: '"use strict"; const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
}

/** In a page, `browser/NAME.ts` takes the place of the `NAME.ts` beside that folder, which needs Node.js. */
const forPages = {
  name: "for-pages",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) => {
      const source = join(resolveDir, path).replace(/\.js$/, ".ts");
      const instead = join(dirname(source), "browser", basename(source));
      return basename(resolveDir) !== "browser" && existsSync(instead) ? { path: instead } : undefined;
    });
  },
};

/** One file that needs nothing: no package, no network, no Node.js. Classes keep their names, which errors show. */
function forBrowsers(folder) {
  return build({
    ...shared,
    entryPoints: { index: page },
    outdir: folder,
    format: "esm",
    platform: "browser",
    packages: "bundle",
    target: "es2022",
    minify: true,
    keepNames: true,
    plugins: [constants, forPages],
  });
}

async function declarations(folder) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const project = join(root, "tsconfig.types.json");
  await promisify(execFile)(process.execPath, [tsc, "-p", project, "--outDir", folder]).catch((error) => {
    throw new Error(`the declarations do not compile:\n${error.stdout || error.stderr || error.message}`);
  });
}

/** Says how .js and .d.ts files of a folder are to be read. */
function markModuleType(folder, type) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ type })}\n`);
}

function makeExecutable(file) {
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, "utf8").replace(/^#!.*\n/, "")}`);
  chmodSync(file, 0o755);
}

/** Renames `made` to `place`; what is there is set aside first and deleted afterwards. */
function replaceFolder(place, made) {
  const old = `${made}.old`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(made, place);
  rmSync(old, { recursive: true, force: true });
}

/** A fingerprint of all that a build is made from. */
function fingerprint() {
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const others = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.types.json", "scripts/build.mjs"];
  const hash = createHash("sha256");
  for (const file of [...sources, ...others.map((name) => join(root, name))].sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/** The fingerprint of what dist was made from. */
function lastBuilt() {
  const file = join(root, "dist", "made-from");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Makes all of dist in another folder. */
async function makeAll(made) {
  mkdirSync(made);
  const esm = join(made, "esm");
  const cli = join(made, "cli");
  const cjs = join(made, "cjs");
  const browser = join(made, "browser");
  // All of them end before a failure is handled: none writes into a folder that is already removed.
  const parts = await Promise.allSettled([
    esModules({ index }, esm),
    esModules({ main: commandLine }, cli),
    commonJs(cjs),
    forBrowsers(browser),
    declarations(esm),
  ]);
  for (const { reason } of parts) if (reason) throw reason;
  cpSync(esm, cjs, { recursive: true, filter: (path) => !path.endsWith(".js") });
  markModuleType(esm, "module");
  markModuleType(cjs, "commonjs");
  markModuleType(browser, "module");
  markModuleType(cli, "module");
  makeExecutable(join(cli, "main.js"));
}

const made = join(root, `.dist-${process.pid}`);
try {
  const source = fingerprint();
  if (lastBuilt() === source) console.log("dist is up to date");
  else {
    await makeAll(made);
    writeFileSync(join(made, "made-from"), source);
    replaceFolder(join(root, "dist"), made);
  }
} catch (error) {
  rmSync(made, { recursive: true, force: true });
  console.error(`build failed, dist is unchanged: ${error.message}`);
  process.exitCode = 1;
}
