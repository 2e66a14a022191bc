import { resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Check } from "../../src/cli/checks/check.js";
import { nodeCheck } from "../../src/cli/checks/node.js";
import { plotlyCheck } from "../../src/cli/checks/plotly.js";
import { wasmCheck } from "../../src/cli/checks/wasm.js";
import { examine, exitCode, report } from "../../src/cli/doctor.js";

const check = (name: string, required: boolean, ok: boolean): Check => ({
  name,
  required,
  check: async () => ({ ok, detail: ok ? "here" : "gone", fix: `get ${name}` }),
});

test("only what is required decides the exit code", async () => {
  const there = check("node", true, true);
  assert.is(exitCode(await examine([there, check("gpu", false, false)])), 0);
  assert.is(exitCode(await examine([there, check("kernel", true, false)])), 1);
});

test("says how to get what is missing, and only that", async () => {
  const lines = report(await examine([check("node", true, true), check("gpu", false, false), check("k", true, false)]));
  assert.equal(lines.split("\n"), [
    "ok        node  here",
    "optional  gpu   gone",
    "                get gpu",
    "MISSING   k     gone",
    "                get k",
    "",
    "Something that is needed is missing.",
  ]);
});

test("this machine, which runs the tests, has Node.js, WebAssembly SIMD and plotly.js", async () => {
  for (const { check } of [nodeCheck, wasmCheck, plotlyCheck(resolve("."))]) assert.ok((await check()).ok);
});

test("a package without plotly.js is noticed", async () => {
  assert.not((await plotlyCheck("/").check()).ok);
});

test.run();
