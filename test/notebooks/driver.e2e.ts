/**
 * What the notebook driver (scripts/notebooks/execute.py) calls an error, with the real kernel; and that figures reach a
 * cell when the kernel was started from another copy of tslab.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { setUpLab } from "../../src/cli/lab.js";

const root = resolve(".");
const folder = mkdtempSync(join(tmpdir(), "spiketensor-driver-"));
const path = join(folder, "notebook.ipynb");
const { python } = await setUpLab(root, root, console.log, path);

const test = suite("the notebook driver");

test.after(() => rmSync(folder, { recursive: true, force: true }));

interface Cell {
  readonly source: string;
  readonly tags?: readonly string[];
}

/** Runs a notebook of these cells. */
function run(cells: readonly Cell[], args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const code = cells.map(({ source, tags = [] }, i) => ({
    ...{ cell_type: "code", id: `cell-${i}`, source, outputs: [], execution_count: null, metadata: { tags } },
  }));
  writeFileSync(path, JSON.stringify({ cells: code, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  const { status, stdout, stderr } = spawnSync(
    python.executable,
    ["scripts/notebooks/execute.py", path, "--write", ...args],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  const saved: { cells: { outputs: object[]; execution_count: number | null }[] } = JSON.parse(
    readFileSync(path, "utf8"),
  );
  return { status, stdout, stderr, cells: saved.cells };
}

test("a clean notebook passes, and its outputs are saved with their numbers", () => {
  const { status, stdout, cells } = run([{ source: "const x = 20;" }, { source: "console.log(x + 1);\nx + 2" }]);
  assert.is(status, 0);
  assert.match(stdout, /^1 passed, 0 failed, 0 skipped$/m);
  assert.equal(cells[1].outputs, [{ name: "stdout", output_type: "stream", text: ["21\n", "22\n"] }]);
  assert.equal(
    cells.map(({ execution_count }) => execution_count),
    [1, 2],
  );
});

for (const [name, source, said] of [
  ["an exception", 'throw new Error("broken on purpose");', "broken on purpose"],
  ["a rejected promise", 'await Promise.reject(new Error("rejected on purpose"));', "rejected on purpose"],
  ["a type error", 'const n: number = "text";', "not assignable"],
  ["a warning on stderr", 'console.error("out of order");', "wrote to stderr"],
  ["an exception in the background", 'setTimeout(() => { throw new Error("late"); }, 500);', "late"],
  ["the end of the process", "process.exit(0);", "the kernel died"],
] as const) {
  test(`${name} fails the notebook, names the cell and is not saved`, () => {
    const { status, stdout, stderr, cells } = run([{ source: "1" }, { source }]);
    assert.is(status, 1);
    assert.match(stderr, /cell 2: /);
    assert.match(stderr, said);
    assert.match(stdout, /^0 passed, 1 failed, 0 skipped$/m);
    assert.equal(cells[0].outputs, []);
  });
}

test("a cell that does not end fails the notebook", () => {
  const { status, stderr } = run([{ source: "await new Promise(() => {});" }], ["--timeout", "2"]);
  assert.is(status, 1);
  assert.match(stderr, "cell 1: still running after 2 s");
});

test("a cell that has to fail may, and the cells below it run; its trace holds no path of this machine", () => {
  const { status, stderr, cells } = run([
    {
      source: 'import { InputError } from "spiketensor";\nthrow new InputError("shown");',
      tags: ["raises-exception"],
    },
    { source: "console.log(1);" },
  ]);
  assert.is(status, 0, stderr);
  assert.match(JSON.stringify(cells[0].outputs), "InputError: shown");
  assert.not(JSON.stringify(cells).includes(root));
  assert.is(cells[1].outputs.length, 1);
});

test("a cell that has to fail and does not fails the notebook", () => {
  const { status, stderr } = run([{ source: "1", tags: ["raises-exception"] }]);
  assert.is(status, 1);
  assert.match(stderr, "tagged raises-exception, but ended with status ok");
});

test("figures and progress reach the cell when the kernel runs from another copy of tslab", () => {
  const other = join(folder, "other", "node_modules");
  mkdirSync(other, { recursive: true });
  const installed = join(root, "node_modules");
  for (const name of readdirSync(installed))
    if (name !== "tslab") symlinkSync(join(installed, name), join(other, name));
  cpSync(join(installed, "tslab"), join(other, "tslab"), { recursive: true });
  const kernel = join(folder, "jupyter", "kernels", "other");
  mkdirSync(kernel, { recursive: true });
  const argv = [process.execPath, join(other, "tslab", "bin", "tslab"), "kernel", "--config-path", "{connection_file}"];
  writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ argv, display_name: "other", language: "typescript" }));
  const { status, stderr, cells } = run(
    [
      { source: 'import { ms, plot, progress, show } from "spiketensor";' },
      { source: "show(plot.raster({ times: ms([1, 2]), neurons: [0, 1] }));" },
      { source: "for (const x of progress([1, 2])) await Promise.resolve(x);" },
    ],
    ["--kernel", "other"],
    { JUPYTER_PATH: join(folder, "jupyter") },
  );
  assert.is(status, 0, stderr);
  const [, figure, loop] = cells.map(({ outputs }) => JSON.stringify(outputs));
  for (const mime of ["application/vnd.plotly.v1+json", "text/html", "image/svg+xml"]) assert.match(figure, mime);
  assert.match(loop, "2 of 2");
});

test.run();
