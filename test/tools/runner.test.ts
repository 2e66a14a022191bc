import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-runner-"));
symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** What the runner prints last, and its exit code, for one test file with this body. */
function verdict(body: string): { code: number | null; summary: string; output: string } {
  const file = join(folder, "sample.test.ts");
  writeFileSync(file, `import { test } from "uvu";\n${body}`);
  const { status, stdout } = spawnSync(process.execPath, ["scripts/test.mjs", file], { encoding: "utf8" });
  return { code: status, summary: stdout.trimEnd().split("\n").at(-1) ?? "", output: stdout };
}

test("counts passed, failed and skipped tests", () => {
  const { code, summary } = verdict(`
    test("good", () => {});
    test("bad", () => { throw new Error("bad"); });
    console.log("skipped: third: it has a reason");
    test.skip("third");
    test.run();`);
  assert.is(summary, "1 passed, 1 failed, 1 skipped");
  assert.is(code, 1);
});

test("repeats the reasons of skipped tests", () => {
  const { code, summary, output } = verdict(`
    test("good", () => {});
    console.log("skipped: second: no NVIDIA GPU");
    test.skip("second");
    test.run();`);
  assert.match(output, /^skipped: second: no NVIDIA GPU \[/m);
  assert.is(summary, "1 passed, 0 failed, 1 skipped");
  assert.is(code, 0);
});

test("shows what a test has measured, and nothing else that it prints", () => {
  const { output } = verdict(`
    test("good", () => console.log("measured: 12 kB"));
    test("chatty", () => console.log("heard by nobody"));
    test.run();`);
  assert.match(output, /^ +measured: 12 kB$/m);
  assert.not.match(output, "heard by nobody");
});

test("a file that leaves itself out, with a reason, counts as skipped", () => {
  const { output, code } = verdict(`console.log("skipped: sample.test.ts: no Chromium");`);
  assert.match(output, /^ok .* 0 passed, 1 skipped$/m);
  assert.is(code, 1, "but a run without any test that passed fails");
});

const silentFailures: [what: string, body: string][] = [
  ["a file that registers no test", `test("never run", () => {});`],
  ["a file that throws", `test("good", () => {}); test.run(); throw new Error("crash");`],
  ["a file that ends the process", `test("good", () => {}); test.run(); process.exit(0);`],
  ["a test that ends the process", `test("good", () => process.exit(0)); test.run();`],
  ["a test that never ends", `test("endless", () => new Promise(() => {})); test.run();`],
  ["a before hook that throws", `test.before(() => { throw 1; }); test("good", () => {}); test.run();`],
  ["an only that was forgotten", `test.only("one", () => {}); test("two", () => {}); test.run();`],
  ["a skip without a reason", `test("one", () => {}); test.skip("two", () => {}); test.run();`],
  ["an error after the tests", `test("one", () => {}); setTimeout(() => { throw 1; }, 200); test.run();`],
];
for (const [what, body] of silentFailures) {
  test(`${what} fails`, () => {
    const { code, summary } = verdict(body);
    assert.match(summary, /^\d+ passed, 1 failed, \d+ skipped$/);
    assert.is(code, 1);
  });
}

test("no test file at all fails", () => {
  const empty = mkdtempSync(join(folder, "empty-"));
  const { status, stdout } = spawnSync(process.execPath, ["scripts/test.mjs", empty], { encoding: "utf8" });
  assert.match(stdout, /^0 passed, 0 failed, 0 skipped$/m);
  assert.is(status, 1);
});

test.run();
