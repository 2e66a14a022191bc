import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Check } from "../../src/cli/checks/check.js";
import { mnistCheck } from "../../src/cli/checks/mnist.js";
import { nodeCheck } from "../../src/cli/checks/node.js";
import { plotlyCheck } from "../../src/cli/checks/plotly.js";
import { tensorCheck, tensorflowCheck, webgpuCheck } from "../../src/cli/checks/tensorflow.js";
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

test("what is optional is told in a few words, unless all is asked for", async () => {
  const gpu: Check = {
    name: "gpu",
    required: false,
    check: async () => ({ ok: false, detail: "a long story", fix: "a longer one", brief: "no driver" }),
  };
  const findings = await examine([check("node", true, true), gpu]);
  assert.equal(report(findings).split("\n"), [
    "ok        node  here",
    "optional  gpu   no driver",
    "",
    "Everything that is needed is there.",
    "More about optional parts: spiketensor doctor --all",
  ]);
  assert.match(report(findings, true), /a long story\n +a longer one/);
});

test("this machine, which runs the tests, has Node.js, WebAssembly SIMD and plotly.js", async () => {
  for (const { check } of [nodeCheck, wasmCheck, plotlyCheck(resolve("."))]) assert.ok((await check()).ok);
});

test("TensorFlow.js is there on cpu and wasm; TensorFlow's own library is optional, and without it the versions are named", async () => {
  const found = await tensorCheck.check();
  assert.ok(found.ok && /cpu, wasm/.test(found.detail), found.detail);
  assert.not(tensorflowCheck.required);
  const { ok, detail, fix } = await tensorflowCheck.check();
  if (!ok)
    assert.ok(
      [/driver/, /CUDA 11\.2/, /cuDNN 8\.1/, /Node\.js 20 or 22/].every((part) => part.test(fix ?? "")),
      fix,
    );
  assert.not.match(detail, /\n/);
});

test("WebGPU is optional: what computes, or what is missing and how to get it, is told", async () => {
  assert.not(webgpuCheck.required);
  const { ok, detail, fix } = await webgpuCheck.check();
  assert.match(detail, ok ? /TensorFlow\.js on "webgpu", on ./ : /npm install webgpu|no graphics adapter/);
  assert.ok(ok || fix?.includes("libvulkan1"), fix);
  assert.not.match(detail, /\n/);
});

test("a package without plotly.js is noticed", async () => {
  assert.not((await plotlyCheck("/").check()).ok);
});

test("MNIST is optional; where it is, and that its content is right, is told", async () => {
  const { name, required, check } = mnistCheck(resolve("."));
  assert.equal([name, required], ["MNIST", false]);
  const { ok, detail } = await check();
  assert.ok(ok);
  assert.match(detail, /^60,000 \(train\) in .+, 10,000 \(test\) in .+$/);
});

test("a damaged file of MNIST in the project is named, with what to do", async () => {
  const project = mkdtempSync(join(tmpdir(), "spiketensor-doctor-"));
  try {
    writeFileSync(join(project, "package.json"), "{}");
    const folder = join(project, "data", "mnist");
    mkdirSync(folder, { recursive: true });
    for (const kind of ["images-idx3", "labels-idx1"]) writeFileSync(join(folder, `train-${kind}-ubyte`), "");
    const { ok, detail, fix } = await mnistCheck(project).check();
    assert.not(ok);
    assert.match(detail, /train-labels-idx1-ubyte: is empty/);
    assert.match(fix ?? "", /Delete the file/);
  } finally {
    rmSync(project, { recursive: true });
  }
});

test.run();
