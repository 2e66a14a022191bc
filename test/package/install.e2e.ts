/**
 * Installs the packed package with `npm install` in fresh projects that have their own TypeScript, bundlers and versions
 * of Node.js, and prints the sizes. Needs npm's registry and Chromium.
 *
 *   npm run test:install
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ORIGIN, servePage } from "../browser/page.js";
import { skip } from "../skip.js";
import { pack } from "./project.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "spiketensor-install-")));
const { tarball } = pack(folder);

const test = suite("installation");
test.after(() => rmSync(folder, { recursive: true, force: true }));

const options: { encoding: "utf8"; stdio: ("ignore" | "pipe")[] } = {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "pipe"],
};

/** A project with these packages; undefined where npm cannot fetch them. */
function project(name: string, packages: readonly string[], flags: readonly string[] = []): string | undefined {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "private": true }');
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...flags, ...packages];
  return spawnSync("npm", args, { ...options, cwd: place }).status === 0 ? place : undefined;
}

function write(place: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
}

/** Of all files below a folder, in MB. */
function sizeOf(place: string): number {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0) / 1e6;
}

/** The last part is the entry. */
const work = (entry: string) => `{ compile, diehlCook2015, ms } from "${entry}";
export async function counts() {
  const sim = await compile(diehlCook2015({ neurons: 4, pixels: 9 }), { dt: ms(0.5), seed: 1 });
  const { counts } = await sim.present({ input: new Float32Array(9).fill(60) }, { duration: ms(350) });
  sim.dispose();
  return [...counts.exc];
}
`;
const print = "counts().then((found) => console.log(JSON.stringify(found)));\n";
const esModule = `import ${work("spiketensor")}${print}`;
const commonJs = esModule
  .replace(
    'import { compile, diehlCook2015, ms } from "spiketensor"',
    'const { compile, diehlCook2015, ms } = require("spiketensor")',
  )
  .replace("export async", "async");
const inPage = `import ${work("spiketensor/browser")}`;

const user = project("user", [tarball, "typescript@5.9", "@types/node@20", "esbuild", "vite"]);
assert.ok(user, "npm cannot install the package");
write(user, { "main.mjs": esModule, "main.cjs": commonJs, "page.mjs": `${inPage}${print}` });
const bin = (name: string) => join(user, "node_modules", ".bin", name);
const run = (program: string, args: readonly string[]) => execFileSync(program, args, { ...options, cwd: user });
const expected: number[] = JSON.parse(run(process.execPath, ["main.mjs"]));

test("who installs it downloads less than 60 MB, who only simulates less than 25 MB, and gets no tsc", () => {
  for (const [name, flags, most] of [
    ["full", [], 60],
    ["bare", ["--omit=optional"], 25],
  ] as const) {
    const place = project(name, [tarball], flags) as string;
    const modules = join(place, "node_modules");
    const size = sizeOf(modules);
    console.log(`measured: npm install ${[...flags, "spiketensor"].join(" ")}: ${size.toFixed(1)} MB in node_modules`);
    assert.ok(size < most, `${size} MB`);
    assert.not(existsSync(join(modules, ".bin", "tsc")));
  }
});

test("a project's own tsc stays, and compiles against the package as node10, nodenext and bundler", () => {
  assert.match(run(bin("tsc"), ["--version"]), /^Version 5\.9\./);
  const text = `import { compile, diehlCook2015, ms } from "spiketensor";
export const theta: Promise<Float32Array> = compile(diehlCook2015({ neurons: 4 }), { dt: ms(0.5) }).then((sim) => sim.state.exc.theta.read());
`;
  write(user, {
    "types.ts": text,
    "types.mts": text,
    "types.cts": text,
    "wrong.mts": `${text}export const wrong: Promise<string> = theta;\n`,
    "page.mts": text.replace('"spiketensor"', '"spiketensor/browser"'),
  });
  const check = (file: string, module: string, resolution: string) => {
    const flags = ["--noEmit", "--strict", "--target", "es2022", "--module", module, "--moduleResolution", resolution];
    return spawnSync(bin("tsc"), [...flags, file], { ...options, cwd: user });
  };
  for (const [file, module, resolution] of [
    ["types.ts", "commonjs", "node10"],
    ["types.mts", "nodenext", "nodenext"],
    ["types.cts", "nodenext", "nodenext"],
    ["types.mts", "esnext", "bundler"],
    ["page.mts", "esnext", "bundler"],
  ]) {
    const { status, stdout } = check(file, module, resolution);
    assert.is(status, 0, `${file}, ${resolution}:\n${stdout}`);
  }
  assert.match(check("wrong.mts", "nodenext", "nodenext").stdout, "wrong.mts");
});

const system = `${process.platform}-${process.arch}`;
for (const version of [20, 22, 24]) {
  const name = `Node.js ${version}: an ES module, CommonJS and the entry for pages give the same spikes`;
  const place = project(`node${version}`, [`node-${system}@${version}`]);
  if (place === undefined) skip(test, name, `npm has no Node.js ${version} for ${system}`);
  else
    test(name, () => {
      const node = join(place, "node_modules", `node-${system}`, "bin", "node");
      assert.match(run(node, ["--version"]), `v${version}.`);
      for (const file of ["main.mjs", "main.cjs", "page.mjs"])
        assert.equal(JSON.parse(run(node, [file])), expected, file);
      const command = join(user, "node_modules", "spiketensor", "dist", "cli", "main.js");
      assert.match(run(node, [command, "eth", "train", "--help"]), "--neurons");
      rmSync(place, { recursive: true });
    });
}

/** What no bundle needs that only simulates. */
const OUTSIDE = ["@tensorflow/*", "@resvg/resvg-js", "h5wasm", "koffi", "vega"].map((name) => `--external:${name}`);

test("esbuild makes a script for Node.js that needs no package: one file of CommonJS, several ES modules", () => {
  // In a single ES module, esbuild would turn lazy imports of the external packages into imports at the start.
  const kinds = {
    cjs: ["--outfile=alone/main.cjs"],
    esm: ["--splitting", "--outdir=alone", "--out-extension:.js=.mjs"],
  };
  for (const [format, where] of Object.entries(kinds)) {
    const flags = ["--bundle", "--platform=node", `--format=${format}`, "--log-level=error", ...where, ...OUTSIDE];
    run(bin("esbuild"), ["main.mjs", ...flags]);
  }
  cpSync(join(user, "alone"), join(folder, "alone"), { recursive: true });
  for (const name of ["main.cjs", "main.mjs"]) {
    assert.equal(JSON.parse(execFileSync(process.execPath, [join(folder, "alone", name)], options)), expected, name);
  }
});

const HTML = `<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><pre id="out"></pre>
<script type="module" src="SCRIPT"></script></html>`;
const MAIN = `const worker = new Worker(WORKER, { type: "module" });
worker.onmessage = ({ data }) => { document.getElementById("out").textContent = JSON.stringify(data); };
`;
const WORKER = `${inPage}counts().then((found) => postMessage(found));\n`;

for (const [bundler, build] of [
  [
    "Vite",
    () => {
      write(user, {
        "app/index.html": HTML.replace("SCRIPT", "/main.js"),
        "app/main.js": MAIN.replace("WORKER", 'new URL("./worker.js", import.meta.url)'),
        "app/worker.js": WORKER,
      });
      run(bin("vite"), ["build", "app", "--logLevel", "error", "--outDir", join(user, "Vite")]);
    },
  ],
  [
    "esbuild",
    () => {
      write(user, { "esbuild/index.html": HTML.replace("SCRIPT", "main.js"), "worker.js": WORKER });
      write(user, { "esbuild/main.js": MAIN.replace("WORKER", '"worker.js"') });
      run(bin("esbuild"), ["worker.js", "--bundle", "--minify", "--format=esm", "--outfile=esbuild/worker.js"]);
    },
  ],
] as const) {
  test(`${bundler} makes a page of spiketensor/browser: the same spikes in a worker in Chromium`, async () => {
    build();
    const made = join(user, bundler);
    const scripts = readdirSync(made, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".js"));
    const gzipped = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(made, name))).length, 0);
    console.log(`measured: ${bundler}, a page with the network is ${Math.round(gzipped / 1000)} kB gzipped`);
    assert.ok(gzipped < 1_000_000, `${gzipped}`);
    const { browser, page, complaints } = await servePage((path) => join(made, path));
    try {
      await page.goto(`${ORIGIN}/`);
      await page.waitForFunction('document.getElementById("out").textContent !== ""');
      assert.equal(JSON.parse((await page.locator("#out").textContent()) ?? ""), expected);
      assert.equal(complaints, []);
    } finally {
      await browser.close();
    }
  });
}

test.run();
