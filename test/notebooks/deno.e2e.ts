/**
 * The built package in a cell of Deno's own kernel: what is shown there. Deno comes from npm into a folder of this test,
 * or from DENO.
 *
 *   node scripts/test.mjs test/notebooks/deno.e2e.ts
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { setUpLab } from "../../src/cli/lab.js";
import { skip } from "../skip.js";

const root = resolve(".");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "spiketensor-deno-")));
const path = join(folder, "notebook.ipynb");
const { python } = await setUpLab(root, root, console.log, path);

const test = suite("Deno's kernel");
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** The program, fetched where nobody names one. */
function findDeno(): string | undefined {
  if (process.env.DENO) return process.env.DENO;
  const place = join(folder, "deno");
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), "{}");
  spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "deno@2"], { cwd: place });
  const found = join(place, "node_modules", "@deno", `${process.platform}-${process.arch}-glibc`, "deno");
  return existsSync(found) ? found : undefined;
}

/** Runs cells in Deno; what each has shown, by MIME type. */
function run(deno: string, sources: readonly string[]): Readonly<Record<string, unknown>>[][] {
  const kernel = join(folder, "jupyter", "kernels", "deno");
  mkdirSync(kernel, { recursive: true });
  const argv = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
  writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ argv, display_name: "Deno", language: "typescript" }));
  // As `npm install` leaves it: Deno looks into node_modules where there is one.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { spiketensor: "*" } }));
  const cells = sources.map((source, i) => ({
    ...{ cell_type: "code", id: `cell-${i}`, source, outputs: [], execution_count: null, metadata: {} },
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  const { status, stdout, stderr } = spawnSync(
    python.executable,
    ["scripts/notebooks/execute.py", path, "--write", "--kernel", "deno"],
    {
      encoding: "utf8",
      env: { ...process.env, JUPYTER_PATH: join(folder, "jupyter"), DENO_DIR: join(folder, "cache") },
    },
  );
  assert.is(status, 0, `${stdout}${stderr}`);
  const saved: { cells: { outputs: { data?: Record<string, unknown> }[] }[] } = JSON.parse(readFileSync(path, "utf8"));
  return saved.cells.map(({ outputs }) => outputs.flatMap(({ data }) => (data === undefined ? [] : [data])));
}

const name = "a network runs, and figures, progress and equations are shown";
const deno = findDeno();
if (deno === undefined) skip(test, name, "npm cannot fetch Deno");
else
  test(name, () => {
    const [, figure, shown, loop, equation] = run(deno, [
      `import { compile, diehlCook2015, latex, lif, ms, neuron, plot, progress, show } from "spiketensor";
const sim = await compile(diehlCook2015({ neurons: 4, pixels: 9 }), { dt: ms(0.5), seed: 1 });
const { counts, spikes } = await sim.present({ input: new Float32Array(9).fill(60) }, { duration: ms(350), record: ["exc"] });`,
      "plot.raster(spikes.exc)",
      "show(plot.firingRates(counts.exc))",
      "for (const x of progress([1, 2])) await Promise.resolve(x);",
      "latex(neuron(lif).latex)",
    ]);
    for (const outputs of [figure, shown]) {
      assert.is(outputs.length, 1);
      assert.equal(Object.keys(outputs[0]).sort(), ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
      assert.match(JSON.stringify(outputs[0]["image/svg+xml"]), "<svg");
    }
    assert.match(JSON.stringify(loop), "2 of 2");
    assert.match(JSON.stringify(equation), "text/latex");
  });

test.run();
