import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launchChromium } from "./browser.js";
import { type JupyterLab, startJupyterLab } from "./jupyterLab.js";
import { NotebookPage } from "./notebookPage.js";

/** A notebook in JupyterLab in a headless Chromium, and a suite of steps in it. */
export interface LabSession {
  readonly lab: JupyterLab;
  readonly page: Page;
  readonly notebook: NotebookPage;
  /** Where the screenshots of this notebook go: below E2E_SCREENSHOTS, or runs/e2e. */
  readonly shots: string;
  shoot(name: string): Promise<unknown>;
  /** A test that goes on from the one before: after a failure the rest would only wait for what cannot come. */
  step(name: string, body: () => Promise<void>): void;
  /** Runs the steps, and one more: the page has reported no error. */
  run(): void;
}

/**
 * Opens JupyterLab beside a copy of a notebook; closed when the steps are over.
 * @param others further notebooks beside it, in their small sizes
 */
export async function openLabSession(
  name: string,
  source: string,
  others: readonly string[] = [],
): Promise<LabSession> {
  const shots = join(process.env.E2E_SCREENSHOTS ?? "runs/e2e", basename(source, ".ipynb"));
  mkdirSync(shots, { recursive: true });
  const lab = await startJupyterLab(resolve(source), others);
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  const shoot = (picture: string) => page.screenshot({ path: join(shots, `${picture}.png`) });

  const test = suite(name);
  let failed = false;
  const step = (what: string, body: () => Promise<void>) =>
    test(what, async () => {
      assert.not(failed, "an earlier step failed");
      failed = true;
      try {
        await body();
        failed = false;
      } catch (error) {
        await shoot("failed");
        throw error;
      }
    });
  test.after(async () => {
    await browser.close();
    await lab.stop();
  });
  const run = () => {
    step("the page reported no error", async () => {
      assert.equal(complaints, []);
    });
    test.run();
  };
  return { lab, page, notebook: new NotebookPage(page), shots, shoot, step, run };
}
