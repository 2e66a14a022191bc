import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** The rules that these files (path → text) would break, as the import check names them. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "spiketensor-imports-"));
  try {
    for (const file of ["package.json", "tsconfig.json", ".dependency-cruiser.cjs"]) cpSync(file, join(folder, file));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const check = resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
    const options = ["src", "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
    const { stdout } = spawnSync(process.execPath, [check, ...options], { cwd: folder, encoding: "utf8" });
    const { summary }: { summary: { violations: { rule: { name: string } }[] } } = JSON.parse(stdout);
    return summary.violations.map(({ rule }) => rule.name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const leaf = "export const leaf = 1;\nexport type Leaf = 1;";
const cases: [what: string, files: Record<string, string>, rules: string[]][] = [
  [
    "the whole pipeline downwards passes",
    {
      "src/errors.ts": leaf,
      "src/units/units.ts": `export { leaf } from "../errors.js";`,
      "src/encode/train.ts": `export type { Leaf } from "../errors.js";`,
      "src/backend/backend.ts": `export { leaf } from "../units/units.js"; export type { Leaf } from "../encode/train.js";`,
      "src/backend/wasm/run.ts": `import "node:fs"; import "koffi"; export { leaf } from "../backend.js";`,
      "src/plot/raster.ts": `export { leaf } from "../units/units.js";`,
      "src/index.ts": `export { leaf } from "./plot/raster.js";`,
    },
    [],
  ],
  [
    "an import against the direction, even of a type",
    {
      "src/plot/raster.ts": leaf,
      "src/units/units.ts": `import type { Leaf } from "../plot/raster.js"; export type L = Leaf;`,
    },
    ["units-imports-downwards"],
  ],
  [
    "an import() against the direction",
    { "src/cli/main.ts": leaf, "src/model/neuron.ts": `export const late = () => import("../cli/main.js");` },
    ["model-imports-downwards"],
  ],
  [
    "one peer of another",
    { "src/plot/raster.ts": leaf, "src/learning/votes.ts": `import "../plot/raster.js";` },
    ["learning-imports-downwards"],
  ],
  [
    "one backend of another",
    { "src/backend/wasm/run.ts": leaf, "src/backend/cuda/run.ts": `import "../wasm/run.js";` },
    ["backends-apart"],
  ],
  [
    "a cycle of types",
    {
      "src/units/a.ts": `import type { B } from "./b.js"; export type A = B | 1;`,
      "src/units/b.ts": `import type { A } from "./a.js"; export type B = A | 2;`,
    },
    ["no-cycles"],
  ],
  [
    "a folder without a place",
    { "src/errors.ts": leaf, "src/util/x.ts": `import "../errors.js";` },
    ["known-folders-import"],
  ],
  ["a development dependency", { "src/cli/main.ts": `import "esbuild";` }, ["no-dev-dependencies"]],
];
for (const [what, files, rules] of cases) {
  test(what, () => assert.equal(brokenRules(files), rules));
}

test.run();
