/**
 * Runs a notebook, renders it with nbconvert and opens the page where no script runs: what is left are the static
 * pictures.
 *
 *   node scripts/test.mjs test/notebooks/saved.e2e.ts
 *
 * E2E_NOTEBOOK names the notebook, E2E_SCREENSHOTS the folder for screenshots.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { setUpLab } from "../../src/cli/lab.js";
import { launchChromium } from "./browser.js";
import { inkShare } from "./picture.js";

const { E2E_NOTEBOOK: source = "test/notebooks/figures.ipynb", E2E_SCREENSHOTS: shots = "runs/e2e" } = process.env;
const root = resolve(".");
const folder = mkdtempSync(join(tmpdir(), "spiketensor-saved-"));
const notebook = join(folder, basename(source));
const page = join(folder, "page.html");
mkdirSync(shots, { recursive: true });
cpSync(source, notebook);
const { python } = await setUpLab(root, root, console.log, notebook);
const browser = await launchChromium();

function runPython(args: readonly string[]): string {
  const env = { ...process.env, SPIKETENSOR_SMOKE: "1" };
  const { status, stdout, stderr } = spawnSync(python.executable, args, { encoding: "utf8", env });
  assert.is(status, 0, `${stdout}${stderr}`);
  return stdout;
}

const test = suite("a saved notebook");

test.after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test("runs without an error and stays small", () => {
  runPython(["scripts/notebooks/execute.py", "--write", notebook]);
  assert.ok(statSync(notebook).size < 5e6, `found ${statSync(notebook).size} bytes, expected less than 5 MB`);
});

test("holds no path of this machine and no copy of plotly.js", () => {
  const text = readFileSync(notebook, "utf8");
  assert.not(text.includes(root));
  assert.not(text.includes(folder));
  assert.not(text.includes("DecompressionStream"));
});

test("shows a picture of every figure where no script runs", async () => {
  runPython(["-m", "nbconvert", "--to", "html", notebook, "--output", page]);
  const saved = JSON.parse(readFileSync(notebook, "utf8")) as {
    cells: { outputs?: { data?: Record<string, unknown> }[] }[];
  };
  const outputs = saved.cells.flatMap(({ outputs = [] }) => outputs).map(({ data = {} }) => Object.keys(data));
  const expected = outputs.filter((mimes) => mimes.some((mime) => /plotly|vegalite/.test(mime))).length;
  assert.ok(expected > 0, "found no figure in the notebook");

  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1100, height: 1000 } });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page).href);
  const pictures = tab.locator("[data-spiketensor] img, .jp-RenderedSVG :is(img, svg)");
  assert.is(await pictures.count(), expected);
  for (let i = 0; i < expected; i++) {
    const picture = await pictures.nth(i).screenshot();
    assert.ok(inkShare(picture) > 0.002, `picture ${i} is blank`);
  }
  await tab.screenshot({ path: join(shots, "static.png"), fullPage: true });
});

test.run();
