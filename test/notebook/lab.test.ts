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

test("the kernels start this Node.js with the package's own tslab; a second time there is nothing to do", () => {
  const python = { executable: "", version: "", prefix: folder, jupyterlab: "", hasWidgets: false };
  registerKernels(python, root, say);
  const file = join(folder, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const { argv, language }: { argv: string[]; language: string } = JSON.parse(readFileSync(file, "utf8"));
  assert.is(argv[0], process.execPath);
  assert.ok(existsSync(argv[1]));
  assert.equal(argv.slice(2), ["kernel", "--config-path", "{connection_file}"]);
  assert.is(language, "typescript");
  assert.is(said.length, 2);
  registerKernels(python, root, say);
  assert.is(said.length, 2);
});

test("notebooks find the package by its name, in a project that has not installed it", () => {
  const notebooks = join(folder, "notebooks");
  mkdirSync(notebooks);
  assert.is(installedFor(notebooks, "spiketensor"), undefined);
  linkPackages(notebooks, root, say);
  const found = createRequire(join(notebooks, "cell.js")).resolve("spiketensor/package.json");
  assert.is(found, join(root, "package.json"));
  assert.ok(existsSync(join(notebooks, "node_modules", "@types", "node", "index.d.ts")));
  assert.ok(existsSync(join(notebooks, "node_modules", "@tensorflow", "tfjs-core", "package.json")));
  const before = said.length;
  linkPackages(notebooks, root, say);
  assert.is(said.length, before);
});

test("an installed package is left alone", () => {
  const installed = join(folder, "node_modules", "spiketensor");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), "{}");
  linkPackages(join(folder, "notebooks"), root, say);
  assert.not(existsSync(join(folder, "notebooks", "node_modules", "spiketensor")));
});

test("a link to a place that is gone is replaced", () => {
  const notebooks = join(folder, "notebooks");
  const link = join(notebooks, "node_modules", "spiketensor");
  mkdirSync(join(notebooks, "node_modules"), { recursive: true });
  symlinkSync(join(folder, "gone"), link);
  linkPackages(notebooks, root, say);
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
