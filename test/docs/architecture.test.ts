import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { page } from "./examples.js";

const text = page("docs/architecture.md");
const root = new URL("../../", import.meta.url);

/** Rows of the table with this header, as cells. */
function table(header: string): string[][] {
  const start = text.indexOf(`| ${header} |`);
  assert.ok(start >= 0, header);
  const lines = text.slice(start, text.indexOf("\n\n", start)).trim().split("\n").slice(2);
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const names = (cell: string) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name);

test("the table of folders is the order that the import check enforces", () => {
  const { forbidden } = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as {
    forbidden: { name: string; from: { path?: string; pathNot?: string } }[];
  };
  const known = forbidden.find(({ name }) => name === "known-folders-import")?.from.pathNot ?? "";
  const enforced = known
    .replace(/^\^src\/\(|\)\(\/\|\$\)$/g, "")
    .replaceAll("\\.", ".")
    .split("|");
  assert.ok(enforced.length > 10, known);
  assert.equal(
    table("folder").flatMap(([folder]) => names(folder)),
    enforced,
  );
});

test("what the page names exists", () => {
  const files = [...text.matchAll(/`((?:program|equations|integrate|model|simulate|backend|catalog)\/[\w./]*)`/g)];
  const inProgram = [...text.matchAll(/\(`(\w+\.ts)`\)/g)].map(([, file]) => `program/${file}`);
  for (const path of [...files.map(([, path]) => path), ...inProgram])
    assert.ok(existsSync(new URL(`src/${path}`, root)), path);
  for (const [backend] of table("name"))
    assert.ok(existsSync(new URL(`src/backend/${names(backend)[0]}/`, root)), backend);
});

test.run();
