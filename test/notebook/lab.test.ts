import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { EnvironmentError, ensureJupyter } from "../../src/cli/jupyter/environment.js";
import { ensureNotebooks, installedFor, linkPackages } from "../../src/cli/jupyter/folder.js";
import { registerKernels } from "../../src/cli/jupyter/kernels.js";
import { ensurePackages } from "../../src/cli/jupyter/packages.js";
import { packageRoot } from "../../src/host/packageRoot.js";

const root = resolve(".");
const said: string[] = [];
const say = (line: string) => said.push(line);
let folder = "";
const { PATH } = process.env;

const test = suite("lab");

test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "spiketensor-lab-test-")));
  said.length = 0;
});

test.after.each(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program of this name, and nothing else but a shell, on the PATH. */
function onPath(name: string, script: string): void {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env.PATH = bin;
}

async function failure(): Promise<string> {
  const error: unknown = await ensureJupyter(folder, say).catch((reason: unknown) => reason);
  assert.instance(error, EnvironmentError);
  return (error as EnvironmentError).message;
}

test("without Python, says which one to install", async () => {
  process.env.PATH = folder;
  assert.match(await failure(), /^Python: found none .* expected 3\.9 or newer\. Install it/);
});

test("an old Python is refused before anything is made", async () => {
  onPath("python3", `echo '["/usr/bin/python3", "3.8.10", "/usr", null, false]'`);
  assert.match(await failure(), "found 3.8.10");
  assert.not(existsSync(join(folder, ".venv")));
});

const answers = (then: string) =>
  `case "$1" in -c) echo '["python3", "3.11.2", "/usr", null, false]';; *) ${then};; esac`;

test("Debian's missing venv package is named, and no broken environment is left", async () => {
  const text = "The virtual environment was not created successfully because ensurepip is not available.";
  onPath("python3", answers(`/bin/mkdir -p "$3/bin"; echo "${text}"; exit 1`));
  const message = await failure();
  assert.match(message, text);
  assert.match(message, "apt install python3-venv");
  assert.not(existsSync(join(folder, ".venv")));
});

test("a failed pip is quoted, and a missing network is recognized", async () => {
  const environment = join(folder, ".venv", "bin");
  mkdirSync(environment, { recursive: true });
  onPath("python3", answers("exit 1"));
  const pip = (text: string) => {
    writeFileSync(join(environment, "python"), `#!/bin/sh\n${answers(`echo "${text}" >&2; exit 1`)}\n`);
    chmodSync(join(environment, "python"), 0o755);
  };
  pip("NewConnectionError: Temporary failure in name resolution");
  assert.match(await failure(), "check the network");
  pip("ERROR: No space left on device");
  assert.match(await failure(), "No space left on device");
});

test("an environment that has JupyterLab is used as it is", async () => {
  onPath("python3", `echo '["/venv/bin/python3", "3.12.1", "/venv", "4.5.0", true]'`);
  const python = await ensureJupyter(folder, say);
  assert.equal(python, {
    executable: "/venv/bin/python3",
    version: "3.12.1",
    prefix: "/venv",
    jupyterlab: "4.5.0",
    hasWidgets: true,
  });
  assert.not(existsSync(join(folder, ".venv")));
});

test("what draws sliders is added to the project's own environment, and named for another", async () => {
  const environment = join(folder, ".venv");
  const log = join(folder, "pip.log");
  const probe = (prefix: string) => `'["${prefix}/bin/python3", "3.12.1", "${prefix}", "4.5.0", false]'`;
  const other = join(folder, "elsewhere");
  mkdirSync(other);
  mkdirSync(join(environment, "bin"), { recursive: true });
  onPath("python3", `case "$1" in -c) echo ${probe(other)};; *) echo "$@" > "${log}";; esac`);
  await ensureJupyter(folder, say);
  assert.match(said.join("\n"), `Sliders need more: ${other}/bin/python3 -m pip install "jupyterlab_widgets>=3,<4"`);
  assert.not(existsSync(log));

  // Active, so that its Python is asked by another name than that in the folder.
  const own = join(environment, "bin", "python3");
  writeFileSync(own, `#!/bin/sh\ncase "$1" in -c) echo ${probe(environment)};; *) echo "$@" > "${log}";; esac\n`);
  chmodSync(own, 0o755);
  process.env.PATH = join(environment, "bin");
  await ensureJupyter(folder, say);
  assert.match(readFileSync(log, "utf8"), /^-m pip install .*jupyterlab_widgets>=3,<4 anywidget>=0\.9,<1$/m);
});

const pythonOf = (prefix: string) => ({ executable: "", version: "", prefix, jupyterlab: "", hasWidgets: false });
/** In the repository they are there. */
const packages = await ensurePackages(pythonOf(root), root, root, say);

test("the kernels start this Node.js with the package's own tslab; a second time there is nothing to do", () => {
  const python = pythonOf(folder);
  registerKernels(python, packages, say);
  const file = join(folder, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const { argv, language }: { argv: string[]; language: string } = JSON.parse(readFileSync(file, "utf8"));
  assert.is(argv[0], process.execPath);
  assert.ok(existsSync(argv[1]));
  assert.equal(argv.slice(2), ["kernel", "--config-path", "{connection_file}"]);
  assert.is(language, "typescript");
  assert.is(said.length, 2);
  registerKernels(python, packages, say);
  assert.is(said.length, 2);
});

/** A package in a `node_modules` folder, with an empty file for each name. */
function putPackage(modules: string, name: string, files: readonly string[] = []): void {
  const place = join(modules, name);
  mkdirSync(join(place, "bin"), { recursive: true });
  for (const file of ["package.json", ...files]) writeFileSync(join(place, file), "{}");
}

/** A package root outside any repository, so that nothing above it has what notebooks need. */
function bareRoot(): string {
  const bare = join(folder, "package");
  mkdirSync(bare);
  writeFileSync(join(bare, "package.json"), readFileSync(join(root, "package.json")));
  return bare;
}

test("what notebooks need of npm goes into the Python environment, once, and never into the project", async () => {
  const [bare, project, environment] = [bareRoot(), join(folder, "project"), join(folder, "venv")];
  for (const path of [project, environment]) mkdirSync(path);
  const log = join(folder, "npm.log");
  const home = join(environment, "share", "jupyter", "spiketensor");
  const before = process.env.npm_execpath;
  delete process.env.npm_execpath;
  try {
    onPath("npm", `echo "$@" >> "${log}"; exit 1`);
    const error = await ensurePackages(pythonOf(environment), project, bare, say).catch((reason: unknown) => reason);
    assert.instance(error, EnvironmentError);
    assert.match(readFileSync(log, "utf8"), `install --prefix ${home} --ignore-scripts`);
    assert.match(readFileSync(log, "utf8"), /tslab@\^1\.0\.22 @tensorflow\/tfjs-core@\^4\.22\.0/);

    const modules = join(home, "node_modules");
    for (const name of ["tslab", "@types/node"]) putPackage(modules, name, ["bin/tslab"]);
    for (const name of ["core", "backend-cpu", "backend-wasm"]) putPackage(modules, `@tensorflow/tfjs-${name}`);
    const found = await ensurePackages(pythonOf(environment), project, bare, say);
    assert.is(found.tslab, join(modules, "tslab", "bin", "tslab"));
    assert.is(readFileSync(log, "utf8").trim().split("\n").length, 1, "npm was asked again");
    registerKernels(pythonOf(environment), found, say);
    const spec = readFileSync(join(environment, "share", "jupyter", "kernels", "tslab", "kernel.json"), "utf8");
    assert.equal(JSON.parse(spec).env, { NODE_PATH: modules });
    assert.not(existsSync(join(project, "node_modules")));
  } finally {
    if (before !== undefined) process.env.npm_execpath = before;
  }
});

test("without npm or a network, what to do is said", async () => {
  const bare = bareRoot();
  const before = process.env.npm_execpath;
  delete process.env.npm_execpath;
  try {
    process.env.PATH = folder;
    const failed = () => ensurePackages(pythonOf(folder), folder, bare, say).then(() => "nothing failed", String);
    assert.match(await failed(), "Install npm, which comes with Node.js");
    onPath("npm", 'echo "npm error code ENOTFOUND" >&2; exit 1');
    assert.match(await failed(), /ENOTFOUND\n.*check the network/);
  } finally {
    if (before !== undefined) process.env.npm_execpath = before;
  }
});

test("notebooks find the package by its name, in a project that has not installed it", () => {
  const notebooks = join(folder, "notebooks");
  mkdirSync(notebooks);
  assert.is(installedFor(notebooks, "spiketensor"), undefined);
  linkPackages(notebooks, root, packages, say);
  const found = createRequire(join(notebooks, "cell.js")).resolve("spiketensor/package.json");
  assert.is(found, join(root, "package.json"));
  assert.ok(existsSync(join(notebooks, "node_modules", "@types", "node", "index.d.ts")));
  assert.ok(existsSync(join(notebooks, "node_modules", "@tensorflow", "tfjs-core", "package.json")));
  const before = said.length;
  linkPackages(notebooks, root, packages, say);
  assert.is(said.length, before);
});

test("an installed package is left alone", () => {
  const installed = join(folder, "node_modules", "spiketensor");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), "{}");
  linkPackages(join(folder, "notebooks"), root, packages, say);
  assert.not(existsSync(join(folder, "notebooks", "node_modules", "spiketensor")));
});

test("a link to a place that is gone is replaced", () => {
  const notebooks = join(folder, "notebooks");
  const link = join(notebooks, "node_modules", "spiketensor");
  mkdirSync(join(notebooks, "node_modules"), { recursive: true });
  symlinkSync(join(folder, "gone"), link);
  linkPackages(notebooks, root, packages, say);
  assert.is(realpathSync(link), root);
});

test("notebooks are copied once, and never over a changed one", () => {
  const own = join(folder, "package");
  mkdirSync(join(own, "notebooks", "node_modules"), { recursive: true });
  for (const name of ["eth.ipynb", "neurons.ipynb"]) writeFileSync(join(own, "notebooks", name), "original");
  const project = join(folder, "project");
  mkdirSync(join(project, "notebooks"), { recursive: true });
  writeFileSync(join(project, "notebooks", "neurons.ipynb"), "changed");
  const notebooks = ensureNotebooks(project, own, say);
  assert.is(readFileSync(join(notebooks, "eth.ipynb"), "utf8"), "original");
  assert.is(readFileSync(join(notebooks, "neurons.ipynb"), "utf8"), "changed");
  assert.not(existsSync(join(notebooks, "node_modules")));
  writeFileSync(join(notebooks, "eth.ipynb"), "changed");
  ensureNotebooks(project, own, say);
  assert.is(readFileSync(join(notebooks, "eth.ipynb"), "utf8"), "changed");
});

test("the package is found, wherever the process was started", () => {
  assert.is(packageRoot(), root);
});

test.run();
