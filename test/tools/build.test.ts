import { execFileSync, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-build-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

for (const path of ["scripts/build.mjs", "tsconfig.json", "tsconfig.types.json", "package.json", "package-lock.json"]) {
  cpSync(path, join(folder, path));
}
symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
mkdirSync(join(folder, "src/cli"), { recursive: true });

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
const build = () => spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, encoding: "utf8" });
const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).trim();

write("src/here.ts", `/** Where this file is. */\nexport const here: string = import.meta.url;\n`);
write(
  "src/squaresBinary.ts",
  `export const squaresBinary = (): Uint8Array => Uint8Array.from([0, 1, 15], (x) => x * x);\n`,
);
write("src/index.ts", `export { here } from "./here.js";\nexport { squaresBinary } from "./squaresBinary.js";\n`);
write("src/browser.ts", "/** For pages. */\nexport const inPage = true;\n");
write("src/cli/main.ts", `import { here } from "../here.js";\nconsole.log(here);\n`);

test("ES modules, CommonJS and the command know where they are", () => {
  const { status, stderr } = build();
  assert.is(status, 0, stderr);
  const inside = (path: string) => pathToFileURL(join(folder, "dist", path)).href;
  const imported = node("--input-type=module", "-e", `import { here } from "./dist/esm/index.js"; console.log(here);`);
  assert.ok(imported.startsWith(inside("esm/")), imported);
  assert.is(node("-p", `require("./dist/cjs/index.js").here`), inside("cjs/index.js"));
  const commanded = node("dist/cli/main.js");
  assert.ok(commanded.startsWith(inside("cli/")), commanded);
});

test("bytes that are always the same are computed by the build", () => {
  for (const file of ["esm/index.js", "cjs/index.js"]) {
    assert.not.match(readFileSync(join(folder, "dist", file), "utf8"), "x * x");
  }
  assert.is(node("-p", `require("./dist/cjs/index.js").squaresBinary().join()`), "0,1,225");
});

test("the command is executable, and the declarations keep their comments", () => {
  accessSync(join(folder, "dist/cli/main.js"), constants.X_OK);
  assert.match(readFileSync(join(folder, "dist/cli/main.js"), "utf8"), /^#!\/usr\/bin\/env node\n/);
  for (const format of ["esm", "cjs"]) {
    assert.match(readFileSync(join(folder, "dist", format, "here.d.ts"), "utf8"), "Where this file is.");
  }
});

test("what has not changed is not built again; what has is", () => {
  const built = () => statSync(join(folder, "dist")).ino;
  const before = built();
  assert.match(build().stdout, "dist is up to date");
  assert.is(built(), before);
  write("src/here.ts", `/** Where this file is. */\nexport const here = import.meta.url;\n`);
  assert.is(build().status, 0);
  assert.is.not(built(), before);
});

const mistakes: [what: string, text: string][] = [
  ["a type error", `export const here: string = 1;\n`],
  ["a missing file", `export { here } from "./nowhere.js";\n`],
];
for (const [what, text] of mistakes) {
  test(`${what} fails the build and leaves the old one whole`, () => {
    const before = readdirSync(join(folder, "dist"), { recursive: true });
    write("src/index.ts", text);
    const { status, stderr } = build();
    assert.is(status, 1);
    assert.match(stderr, "build failed, dist is unchanged");
    assert.equal(readdirSync(join(folder, "dist"), { recursive: true }), before);
    assert.equal(
      readdirSync(folder).filter((name) => name.startsWith(".dist")),
      [],
    );
  });
}

test.run();
