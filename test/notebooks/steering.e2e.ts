/**
 * A running loop that is steered in JupyterLab, as a live training is: a slider dragged by the mouse, pause and go on, the
 * page loaded anew meanwhile, stop, a kernel that is restarted; and a film that is played.
 */
import type { Locator } from "playwright-core";
import * as assert from "uvu/assert";
import { openLabSession } from "./labSession.js";
import { dragHandle } from "./mouse.js";

const session = await openLabSession("a steered loop in JupyterLab", "test/notebooks/steering.ipynb");
const { lab, page, notebook, shoot, step } = session;
page.setDefaultTimeout(30_000);

const titleOf = async (cell: Locator) => (await cell.locator(".js-plotly-plot .gtitle").first().textContent()) ?? "";
const titled = (cell: Locator, title: RegExp, timeout = 30_000) =>
  cell.locator(".js-plotly-plot .gtitle", { hasText: title }).waitFor({ timeout });
const loop = () => notebook.cell("A loop to steer");
const barOf = async (cell: Locator) => (await cell.locator('[role="progressbar"]').first().textContent()) ?? "";
const press = (cell: Locator, name: string) => cell.locator("button.jupyter-button", { hasText: name }).click();

/** The round that the figure shows, of which the loop does 400 in a second or less. */
const roundOf = async (cell: Locator) => Number(/^round (\d+)/.exec(await titleOf(cell))?.[1]);

/** Resolves in the page to the titles that its first figure has in this time in ms. */
const titlesFor = (time: number) => `new Promise((done) => {
  const titles = [];
  const end = performance.now() + ${time};
  const look = () => {
    const title = document.querySelector(".js-plotly-plot .gtitle")?.textContent;
    if (title && title !== titles.at(-1)) titles.push(title);
    if (performance.now() < end) setTimeout(look, 5);
    else done(titles);
  };
  look();
})`;

async function movesOn(cell: Locator): Promise<boolean> {
  const before = await roundOf(cell);
  await page.waitForTimeout(1500);
  return (await roundOf(cell)) > before;
}

step("a running loop has its bar, a button, its slider and a live figure, which is a widget", async () => {
  await notebook.open(lab.url);
  await notebook.runAll();
  const cell = await loop();
  await titled(cell, /round \d+ at 0.5/, 120_000);
  assert.is(await cell.locator(".js-plotly-plot").count(), 1, "the figure is drawn once");
  assert.is(await cell.locator(".noUi-handle").count(), 1);
  assert.match(await barOf(cell), /^rounds: [\d,]+ of 1,000,000/);
  assert.ok(await movesOn(cell));
  await shoot("1-running");
});

step("the loop follows its slider on the way", async () => {
  const cell = await loop();
  await dragHandle(page, cell, 0, 1);
  await titled(cell, /round \d+ at 1$/);
  await dragHandle(page, cell, 0, 0.1);
  await titled(cell, /round \d+ at 0\.(0[7-9]|1\d?)$/);
});

step("a button holds the loop and lets it go on", async () => {
  const cell = await loop();
  await press(cell, "Pause");
  await cell.locator('[role="progressbar"]', { hasText: "paused at" }).waitFor();
  await page.waitForTimeout(500);
  assert.not(await movesOn(cell));
  await shoot("2-paused");
  await notebook.theme("JupyterLab Dark");
  await shoot("2-paused-dark");
  await notebook.theme("JupyterLab Light");
  await page.setViewportSize({ width: 400, height: 800 });
  await page.evaluate('jupyterapp.commands.execute("application:toggle-left-area")');
  await cell.locator(".noUi-handle").scrollIntoViewIfNeeded();
  await shoot("2-paused-narrow");
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.evaluate('jupyterapp.commands.execute("application:toggle-left-area")');
  await press(cell, "Go on");
  await page.waitForTimeout(500);
  assert.ok(await movesOn(cell));
  assert.not.match(await barOf(cell), /paused/);
});

step("a page that is loaded anew while the loop runs follows it and steers it", async () => {
  await notebook.save();
  await page.reload();
  await page.waitForSelector(".jp-NotebookPanel:visible .jp-CodeCell", { timeout: 60_000 });
  const cell = await loop();
  await titled(cell, /round \d+ at/, 60_000);
  assert.ok(await movesOn(cell), "the figure stands still after the page was loaded anew");
  const before = await barOf(cell);
  await page.waitForTimeout(2500);
  assert.is.not(await barOf(cell), before, "the bar stands still after the page was loaded anew");
  await dragHandle(page, cell, 0, 1);
  await titled(cell, /round \d+ at 1$/);
  await press(cell, "Pause");
  await page.waitForTimeout(500);
  assert.not(await movesOn(cell));
  assert.match(await barOf(cell), "rounds: paused at");
  await shoot("3-loaded-anew");
  await press(cell, "Go on");
});

step("the stop button ends the loop, and its controls are off", async () => {
  await notebook.stop();
  const cell = await loop();
  await cell.locator("button.jupyter-button[disabled]").waitFor({ timeout: 5000 });
  await page.waitForTimeout(500);
  assert.not(await movesOn(cell));
  await cell.locator('[role="progressbar"]', { hasText: "rounds: stopped after" }).waitFor({ timeout: 5000 });
  await shoot("4-stopped");
});

step("a film that stands at its end is played from its beginning", async () => {
  const cell = await notebook.cell("A film");
  await titled(cell, /frame 5/);
  const seen = page.evaluate<string[]>(titlesFor(8000));
  await cell.locator(".widget-play button").first().click();
  const titles = await seen;
  // Under load single frames are left out.
  assert.ok(titles.length >= 4, `found ${titles}`);
  const frames = titles.map((title) => Number(title.slice("frame ".length)));
  assert.equal(frames, [5, ...frames.slice(1).sort((a, b) => a - b)]);
  assert.is(frames.at(-1), 5);
  await dragHandle(page, cell, 0, 0.4);
  await titled(cell, /frame 2/);
  await shoot("5-film");
});

step("after a restart of the kernel, the controls are off and say why", async () => {
  await notebook.restart();
  const cell = await loop();
  await cell.locator(".spiketensor-words", { hasText: "run their cell again" }).waitFor();
  const film = await notebook.cell("A film");
  await film.locator(".spiketensor-words", { hasText: "run their cell again" }).waitFor();
  assert.ok(await film.locator(".widget-play button").first().isDisabled());
  await shoot("6-restarted");
});

session.run();
