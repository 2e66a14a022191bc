import { join } from "node:path";
import type { Locator } from "playwright-core";
import * as assert from "uvu/assert";
import { openLabSession } from "./labSession.js";
import { inkShare } from "./picture.js";

export interface LabSuiteOptions {
  /** Path of the notebook. */
  readonly source: string;
  /** Words of the cell to stop. */
  readonly longCell: string;
  /** Plotly figures that it draws at least. */
  readonly figures: number;
}

const RUN_MS = 240_000;
const FIRST_MS = 20_000;
/** A raster of few spikes still covers more of its area. */
const LEAST_INK = 0.002;

/**
 * Opens a notebook in JupyterLab in a headless Chromium, as a person would: runs it, watches the progress, looks at the
 * figures, presses stop, goes on, changes the theme, opens it again.
 */
export async function testInJupyterLab({ source, longCell, figures }: LabSuiteOptions): Promise<void> {
  const session = await openLabSession("JupyterLab", source);
  const { lab, page, notebook, shots, shoot, step } = session;
  const progressOf = (cell: Locator) => cell.locator('[role="progressbar"]').first().textContent();

  /** Every figure of the notebook, one after the other, scrolled into view. */
  async function eachFigure(
    selector: string,
    look: (figure: Locator, index: number) => Promise<void>,
  ): Promise<number> {
    const figures = page.locator(`.jp-NotebookPanel:visible ${selector}`);
    const count = await figures.count();
    for (let i = 0; i < count; i++) {
      await figures.nth(i).scrollIntoViewIfNeeded();
      await page.waitForTimeout(500);
      await look(figures.nth(i), i);
    }
    return count;
  }

  step("a running cell shows progress that moves", async () => {
    await notebook.open(lab.url);
    await notebook.runAll();
    const cell = await notebook.cell(longCell);
    const failure = page.locator('.jp-NotebookPanel:visible [data-mime-type$="stderr"]').first();
    await cell.locator('[role="progressbar"]').or(failure).first().waitFor({ timeout: RUN_MS });
    assert.is(await failure.count(), 0, "a cell wrote to stderr");
    const before = await progressOf(cell);
    let after = before ?? "";
    // The first items take longer, and on a busy machine much longer.
    for (const end = Date.now() + FIRST_MS; after === before && Date.now() < end; ) {
      await page.waitForTimeout(500);
      after = (await progressOf(cell)) ?? "";
    }
    // At once: the bar is replaced at each step.
    await cell
      .locator('[role="progressbar"]')
      .first()
      .evaluate((node) => node.scrollIntoView());
    await shoot("1-running");
    assert.is.not(after, before);
    assert.match(after, /\d+ of [\d,]+ · \d+ %/);
  });

  step("the stop button stops the cell within a second, and the kernel goes on", async () => {
    const cell = await notebook.cell(longCell);
    await notebook.stop();
    await page.waitForTimeout(1000);
    const stopped = (await progressOf(cell)) ?? "";
    assert.match(stopped, /stopped after [\d,]+ of/);
    await page.waitForTimeout(1500);
    assert.is(await progressOf(cell), stopped, "the loop went on in the background");
    await notebook.ended(cell, 5000);
    await cell.scrollIntoViewIfNeeded();
    await shoot("2-stopped");

    // The cells below were dropped with the stopped one, as in every Jupyter kernel.
    await notebook.runBelow(cell);
    const last = page.locator(".jp-NotebookPanel:visible .jp-CodeCell").last();
    await last.scrollIntoViewIfNeeded();
    await notebook.ended(last, RUN_MS);
    const said = await page.locator('.jp-NotebookPanel:visible [data-mime-type$="stderr"]').allTextContents();
    assert.is(said.length, 1, `expected the note of the stop alone on stderr: ${said.join("")}`);
  });

  step("the figures are drawn, in the light and the dark theme", async () => {
    for (const theme of ["Light", "Dark"] as const) {
      await notebook.theme(`JupyterLab ${theme}`);
      const count = await eachFigure(".js-plotly-plot", async (figure, index) => {
        const picture = await figure.screenshot({ path: join(shots, `3-${theme.toLowerCase()}-${index}.png`) });
        assert.ok(inkShare(picture) > LEAST_INK, `figure ${index} is blank in the ${theme} theme`);
      });
      assert.ok(count >= figures, `found ${count} Plotly figures, expected at least ${figures}`);
      await eachFigure(".jp-OutputArea .vega-embed", async (figure, index) => {
        const picture = await figure.screenshot({ path: join(shots, `3-${theme.toLowerCase()}-vega-${index}.png`) });
        assert.ok(inkShare(picture) > LEAST_INK, `Vega-Lite figure ${index} is blank in the ${theme} theme`);
      });
      await page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(1).scrollIntoViewIfNeeded();
      await shoot(`3-${theme.toLowerCase()}`);
    }
  });

  step("a saved notebook stays small and shows its pictures when it is opened again", async () => {
    await notebook.save();
    await notebook.open(lab.url);
    await page.waitForTimeout(2000);
    await eachFigure("[data-spiketensor]", async (figure, index) => {
      assert.ok(inkShare(await figure.screenshot()) > LEAST_INK, `figure ${index} is blank after opening again`);
    });
    await shoot("4-opened-again");
  });

  session.run();
}
