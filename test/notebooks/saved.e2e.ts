/**
 * Notebooks as they are saved, the project's own and one that is run here: small, without a path of this machine, and
 * with a picture of every figure where no script runs (rendered by nbconvert, opened with scripts disabled).
 *
 *   node scripts/test.mjs test/notebooks/saved.e2e.ts
 *
 * E2E_SCREENSHOTS names the folder for screenshots.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { setUpLab } from "../../src/cli/lab.js";
import { launchChromium } from "./browser.js";
import { inkShare } from "./picture.js";

const shots = join(process.env.E2E_SCREENSHOTS ?? "runs/e2e", "saved");
const root = resolve(".");
const folder = mkdtempSync(join(tmpdir(), "spiketensor-saved-"));
mkdirSync(shots, { recursive: true });
const fresh = join(folder, "figures.ipynb");
cpSync("test/notebooks/figures.ipynb", fresh);
const { python } = await setUpLab(root, root, console.log, fresh);
const browser = await launchChromium();
/** A raster of a few spikes. */
const LEAST_INK = 0.0005;
const own = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));

interface Cell {
  readonly cell_type: string;
  readonly execution_count?: number | null;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly outputs?: readonly {
    readonly name?: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

function codeCells(path: string): Cell[] {
  const { cells }: { cells: Cell[] } = JSON.parse(readFileSync(path, "utf8"));
  return cells.filter(({ cell_type }) => cell_type === "code");
}

function runPython(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(python.executable, args, { encoding: "utf8" });
  assert.is(status, 0, `${stdout}${stderr}`);
  return stdout;
}

const test = suite("saved notebooks");

test.after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a notebook that is run here is saved with its outputs, without a path of this machine", () => {
  runPython(["scripts/notebooks/execute.py", "--smoke", "--write", fresh]);
  const text = readFileSync(fresh, "utf8");
  assert.not(text.includes(root));
  assert.not(text.includes(folder));
});

test("the project has its notebooks", () => {
  assert.ok(own.includes("eth.ipynb"));
});

for (const path of [fresh, ...own.map((name) => join("notebooks", name))]) {
  const name = basename(path, ".ipynb");

  test(`${name}: was run from top to bottom, without an error that was not meant`, () => {
    const cells = codeCells(path);
    assert.equal(
      cells.map(({ execution_count }) => execution_count),
      cells.map((_, i) => i + 1),
    );
    const complaints = cells
      .filter(({ metadata }) => !metadata.tags?.includes("raises-exception"))
      .flatMap(({ outputs = [] }) => outputs.filter((output) => output.name === "stderr"));
    assert.equal(complaints, []);
  });

  test(`${name}: attaches only pictures that JupyterLab shows, to which SVG does not belong`, () => {
    const { cells }: { cells: { attachments?: Record<string, object> }[] } = JSON.parse(readFileSync(path, "utf8"));
    const mimes = cells.flatMap(({ attachments = {} }) => Object.values(attachments).flatMap(Object.keys));
    assert.equal(
      mimes.filter((mime) => !["image/png", "image/jpeg"].includes(mime)),
      [],
    );
  });

  test(`${name}: is small, holds no copy of plotly.js and names no folder of a person`, () => {
    assert.ok(statSync(path).size < 3e6, `found ${statSync(path).size} bytes, expected less than 3 MB`);
    assert.not(readFileSync(path, "utf8").includes("DecompressionStream"));
    const words = codeCells(path).flatMap(({ outputs = [] }) => outputs.flatMap((output) => output.text ?? []));
    assert.not.match(words.join("\n"), /(^|[\s("'])\/(home|root|Users|tmp)\//);
    assert.not.match(words.join("\n"), /\/node_modules\//);
  });

  test(`${name}: shows a picture of every figure where no script runs and no network is`, async () => {
    const html = join(folder, `${name}.html`);
    runPython(["-m", "nbconvert", "--to", "html", path, "--output", html]);
    const outputs = codeCells(path).flatMap((cell) => cell.outputs ?? []);
    const mimes = outputs.map(({ data = {} }) => Object.keys(data));
    const drawn = mimes.filter((found) => found.some((mime) => /plotly|vegalite/.test(mime))).length;
    // The last figure under sliders: no widget is drawn without a kernel.
    const underSliders = outputs.filter(({ data = {} }) =>
      /data-spiketensor-saved/.test(String(data["text/html"])),
    ).length;
    const expected = drawn + underSliders;
    assert.ok(expected > 0, "found no figure in the notebook");

    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1100, height: 1000 } });
    await context.route("**/*", (route) =>
      /^(file|data):/.test(route.request().url()) ? route.continue() : route.abort(),
    );
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(html).href);
    const pictures = tab.locator(
      ":is([data-spiketensor], [data-spiketensor-saved]) img, .jp-RenderedSVG :is(img, svg)",
    );
    assert.is(await pictures.count(), expected);
    for (let i = 0; i < expected; i++) {
      const picture = await pictures.nth(i).screenshot();
      assert.ok(inkShare(picture) > LEAST_INK, `picture ${i} is blank`);
    }
    await tab.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    await context.close();
  });
}

test.run();
