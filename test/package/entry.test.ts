import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installPacked } from "./project.js";

const project = installPacked();
/** As `npm install --omit=optional spiketensor` leaves it. */
const bare = installPacked([], true);
test.after(() => {
  for (const made of [project, bare]) made.remove();
});

function run(name: string, text: string): unknown {
  const script = project.write(name, text);
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8", cwd: project.folder }));
}

const summary = "({ names: Object.keys(spiketensor).sort() })";
const imported = () =>
  run("main.mjs", `import * as spiketensor from "spiketensor"; console.log(JSON.stringify(${summary}));`);
const required = () =>
  run("main.cjs", `const spiketensor = require("spiketensor"); console.log(JSON.stringify(${summary}));`);

test("import and require give the same names as the source", async () => {
  const source = await import("../../src/index.js");
  const names = Object.keys(source).sort();
  assert.ok(names.length > 0);
  assert.equal(imported(), { names });
  assert.equal(required(), { names });
});

test("pictures have words, drawn with the font that comes along, by import and by require", () => {
  const body = `(async () => {
    const bytes = await Promise.all(["Words", " "].map(async (title) => {
      const path = __FOLDER__ + title.trim() + __KIND__ + ".png";
      await savePng(plot.firingRates([1], { title, xLabel: " " }), path);
      return require_("node:fs").readFileSync(path).toString("base64");
    }));
    console.log(JSON.stringify(bytes[0] !== bytes[1]));
  })();`;
  const script = (kind: string) =>
    body.replace("__FOLDER__", JSON.stringify(`${project.folder}/`)).replace("__KIND__", JSON.stringify(kind));
  const esModule = `import { createRequire } from "node:module"; import { plot, savePng } from "spiketensor";
    const require_ = createRequire(import.meta.url); ${script("import")}`;
  const commonJs = `const require_ = require; const { plot, savePng } = require("spiketensor"); ${script("require")}`;
  assert.is(run("picture.mjs", esModule), true);
  assert.is(run("picture.cjs", commonJs), true);
});

test("with what is required alone a network runs, and what more is needed is named by each that needs it", () => {
  const work = `
    const sim = await compile(diehlCook2015({ neurons: 4, pixels: 9 }), { dt: ms(0.5), seed: 1 });
    const { counts } = await sim.present({ input: new Float32Array(9).fill(60) }, { duration: ms(350) });
    const said = async (work) => { try { await work(); return "nothing"; } catch (error) { return error.name + ": " + error.message; } };
    const figure = plot.firingRates([1]);
    console.log(JSON.stringify([
      sim.backend + " " + counts.exc.length,
      await said(() => saveSvg(figure, "figure.svg")),
      await said(() => saveHtml(figure, "figure.html")),
      await said(() => useTfjs("wasm")),
      await said(() => counts.exc.tensor()),
      await said(() => compile(sim.network, { dt: ms(0.5), backend: "tensor" })),
      await said(() => compile(sim.network, { dt: ms(0.5), backend: "cuda" })),
      await said(() => readNir("package.json", { spike: ms(1) })),
    ]));`;
  const names = "compile, diehlCook2015, ms, plot, readNir, saveHtml, saveSvg, useTfjs";
  const esModule = `import { ${names} } from "spiketensor";${work}`;
  const commonJs = `const { ${names} } = require("spiketensor");(async () => {${work}})();`;
  for (const [name, text] of [
    ["bare.mjs", esModule],
    ["bare.cjs", commonJs],
  ] as const) {
    const script = bare.write(name, text);
    const printed = execFileSync(process.execPath, [script], { encoding: "utf8", cwd: bare.folder });
    const needs = (what: string, name: string, install = name) =>
      `PackageError: ${what}: the package ${name} is needed (not installed). Run: npm install ${install}`;
    const tensors = needs("Tensors", "@tensorflow/tfjs-core", "@tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm");
    const [ran, svg, html, used, tensor, backend, cuda, hdf5] = JSON.parse(printed) as string[];
    assert.is(ran, "wasm 4");
    assert.is(svg, needs("SVG and PNG pictures", "vega"));
    assert.is(html, svg);
    assert.equal([used, tensor, backend], [tensors, tensors, tensors]);
    assert.match(cuda, "koffi cannot be loaded");
    assert.match(hdf5, /^DataError: HDF5 files need the package h5wasm .* Run: npm install h5wasm$/);
  }
});

test("a simulation loads no package: what drawing, files, progress and tensors need waits until it is used", () => {
  const work = `
    const sim = await compile(diehlCook2015({ neurons: 4, pixels: 9 }), { dt: ms(0.5), seed: 1 });
    await sim.present({ input: new Float32Array(9).fill(60) }, { duration: ms(350) });
    const loaded = Object.keys(require.cache).filter((path) => !path.includes("/spiketensor/") && path.includes("/node_modules/"));
    console.log(JSON.stringify({ loaded }));`;
  const names = "{ compile, diehlCook2015, ms }";
  const esModule = `import { createRequire } from "node:module"; import ${names} from "spiketensor";
    const require = createRequire(import.meta.url);${work}`;
  assert.equal(run("lazy.mjs", esModule), { loaded: [] });
  assert.equal(run("lazy.cjs", `const ${names} = require("spiketensor");(async () => {${work}})();`), { loaded: [] });
});

test("a bundler finds the entry for pages by its name, and the bundle needs no other file", async () => {
  const entry = bare.write(
    "page.mjs",
    `import { compile, diehlCook2015, ms } from "spiketensor/browser";
    const sim = await compile(diehlCook2015({ neurons: 4, pixels: 9 }), { dt: ms(0.5), seed: 1 });
    const { counts } = await sim.present({ input: new Float32Array(9).fill(60) }, { duration: ms(350) });
    console.log(JSON.stringify([sim.backend, counts.exc.length]));`,
  );
  const options = { bundle: true, format: "esm", platform: "browser", target: "es2022", metafile: true } as const;
  const { metafile } = await build({ entryPoints: [entry], outfile: join(bare.folder, "bundle.mjs"), ...options });
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  assert.equal(outside, []);
  const printed = execFileSync(process.execPath, [join(bare.folder, "bundle.mjs")], { encoding: "utf8" });
  assert.equal(JSON.parse(printed), ["wasm", 4]);
});

test("the package carries what it needs and nothing else", () => {
  const allowed =
    /^(dist\/.*\.(js|d\.ts)|dist\/(esm|cjs|browser|cli)\/package\.json|notebooks\/[\w-]+\.ipynb|assets\/arimo\.ttf|(assets|data)\/README\.md|(README|CHANGELOG)\.md|CITATION\.cff|LICENSE|package\.json)$/;
  assert.equal(
    project.files.filter((path) => !allowed.test(path)),
    [],
  );
});

test("the command starts, and names its version", () => {
  const installed = join(project.folder, "node_modules/spiketensor");
  const { bin, version }: { bin: { spiketensor: string }; version: string } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  const command = join(installed, bin.spiketensor);
  accessSync(command, constants.X_OK);
  assert.match(readFileSync(command, "utf8"), /^#!\/usr\/bin\/env node\n/);
  const printed = execFileSync(process.execPath, [command, "--version"], { encoding: "utf8", cwd: project.folder });
  assert.is(printed.trim(), version);
});

test("are the types wrong? No", () => {
  // A page has ES modules only.
  const attwOptions = ["--no-color", "--no-emoji", "--ignore-rules", "cjs-resolves-to-esm"];
  const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [attw, project.tarball, ...attwOptions], {
    encoding: "utf8",
  });
  assert.is(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, "No problems found");
});

test.run();
