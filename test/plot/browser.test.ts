import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { saveHtml } from "../../src/plot/save.js";
import { figures } from "./figures.js";

/** Debian's Chromium, or the one that SPIKETENSOR_CHROMIUM names. */
const executablePath = process.env.SPIKETENSOR_CHROMIUM ?? "/usr/bin/chromium";
const args = [
  ..."no-sandbox disable-gpu disable-quic no-first-run disable-background-networking".split(" "),
  ..."disable-component-update disable-sync enable-unsafe-swiftshader".split(" "),
].map((flag) => `--${flag}`);

const test = suite("a saved page in Chromium");
let folder = "";
let browser: BrowserContext;
let page: Page;
const requests: string[] = [];
const errors: string[] = [];

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "spiketensor-page-"));
  browser = await chromium.launchPersistentContext(join(folder, "profile"), { executablePath, args, offline: true });
  page = await browser.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  await saveHtml(Object.values(figures), join(folder, "page.html"));
  await page.goto(`file://${join(folder, "page.html")}`);
  await page.waitForFunction('!document.querySelector("[data-spiketensor]:not(.js-plotly-plot)")', undefined, {
    timeout: 60_000,
  });
});
test.after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test("draws every figure without a network and without an error", async () => {
  const plotly = Object.values(figures).filter(({ renderer }) => renderer === "plotly").length;
  assert.is(await page.locator(".js-plotly-plot .main-svg").first().count(), 1);
  assert.is(await page.locator(".js-plotly-plot").count(), plotly);
  assert.equal(
    requests.filter((url) => !/^(file|data|blob):/.test(url)),
    [],
  );
  assert.equal(errors, []);
});

test("draws base64 columns in WebGL: pixels in the raster's color", async () => {
  const raster = page.locator(".js-plotly-plot", { hasText: "100,000 spikes" });
  const bytes = await raster.screenshot();
  const { decode } = await import("fast-png");
  const { data, channels } = decode(bytes);
  let blue = 0;
  for (let i = 0; i < data.length; i += channels) {
    if (data[i + 2] > data[i] + 60 && data[i + 2] > 120) blue++;
  }
  assert.ok(blue > 20_000, `${blue} blue pixels`);
});

test("draws an image's pixels square", async () => {
  const images = await page.locator(".js-plotly-plot", { hasText: "28 × 28 pixels" }).locator("image").all();
  const styles = await Promise.all(images.map((image) => image.getAttribute("style")));
  assert.ok(
    styles.some((style) => style?.includes("pixelated")),
    styles.join(),
  );
});

if (existsSync(executablePath)) test.run();
else
  console.log(
    `skipped: test/plot/browser.test.ts, no Chromium at ${executablePath} (SPIKETENSOR_CHROMIUM names another)`,
  );
