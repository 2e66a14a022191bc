import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { skip } from "../skip.js";
import { complaints, page, run, scripts } from "./examples.js";

/** Pages whose examples need what may be missing. */
const needs: { readonly [page: string]: { readonly found: boolean; readonly reason: string } } = {
  "docs/cuda.md": { found: existsSync("/dev/nvidia0"), reason: "no NVIDIA GPU" },
  "docs/tfjs-cuda.md": { found: existsSync("/dev/nvidia0"), reason: "no NVIDIA GPU" },
  "docs/tensorflow-native.md": {
    found: existsSync("node_modules/@tensorflow/tfjs-node-gpu"),
    reason: "no @tensorflow/tfjs-node-gpu",
  },
};

const pages = ["README.md", ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? `docs/${name}` : []))];
const folder = mkdtempSync(join(tmpdir(), "spiketensor-docs-"));
const home = process.cwd();
const { log } = console;

// What examples write and print is theirs.
test.before.each(() => {
  process.chdir(folder);
  console.log = () => {};
});
test.after.each(() => {
  process.chdir(home);
  console.log = log;
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

for (const name of pages) {
  const codes = scripts(page(name));
  const need = needs[name];
  const isNative = name === "docs/tensorflow-native.md";
  if (codes.length === 0) continue;
  if (isNative && !need.found) {
    skip(test, `${name}: every example compiles and runs`, need.reason);
    continue;
  }
  test(`${name}: every example compiles`, () => {
    for (const code of codes) assert.equal(complaints(code), []);
    assert.ok(complaints(`${codes[0]}\nconst wrong: number = "text";`).length > 0, "a mistake would be found");
  });
  const title = `${name}: every example runs and gives what the page says`;
  if (need?.found === false) skip(test, title, need.reason);
  else {
    test(title, async () => {
      for (const code of codes) assert.is(await run(code), code.match(/; \/\/ (=|throws) /g)?.length ?? 0);
    });
  }
}

test("every file that a page names exists", () => {
  const path = /\b(?:src|test|scripts|benchmarks|docs)\/[\w./-]+\.(?:ts|mjs|md|py|cu|wat)\b/g;
  const named = [...pages, "CONTRIBUTING.md"].flatMap((name) => page(name).match(path) ?? []);
  assert.ok(named.includes("test/backend/conformance.ts"), "names are found");
  assert.equal(
    named.filter((file) => !existsSync(join(home, file))),
    [],
  );
});

test("the pages have examples", () => {
  for (const name of ["README.md", "docs/plots.md", "docs/equations.md"])
    assert.ok(scripts(page(name)).length > 0, name);
});

test.run();
