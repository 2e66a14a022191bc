import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installPacked } from "./project.js";

const project = installPacked();
test.after(() => project.remove());

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

test("the package carries what it needs and nothing else", () => {
  const allowed =
    /^(dist\/.*\.(js|d\.ts)|dist\/(esm|cjs)\/package\.json|notebooks\/[\w-]+\.ipynb|assets\/arimo\.ttf|(assets|data)\/README\.md|(README|CHANGELOG)\.md|LICENSE|package\.json)$/;
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
  const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [attw, project.tarball, "--no-color", "--no-emoji"], {
    encoding: "utf8",
  });
  assert.is(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, "No problems found");
});

test.run();
