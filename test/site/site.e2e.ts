/**
 * The built site (`npm run site`) in a headless Chromium, as a visitor has it: a network learns, a slider is moved, a digit
 * is drawn, an equation is changed and broken. Screenshots go to E2E_SCREENSHOTS, or runs/e2e/site.
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ModelError, ms, mV, neuron } from "../../src/index.js";
import { ORIGIN, servePage } from "../browser/page.js";
import { inkShare } from "../notebooks/picture.js";

const SITE = "site/dist";
const shots = join(process.env.E2E_SCREENSHOTS ?? "runs/e2e", "site");
mkdirSync(shots, { recursive: true });
const { browser, page, complaints } = await servePage((path) => join(SITE, path));
page.setDefaultTimeout(60_000);
await page.setViewportSize({ width: 1280, height: 900 });

const test = suite("the site");
test.after(() => browser.close());

const number = async (id: string) => Number((await page.locator(id).textContent())?.replace(/[^\d.]/g, ""));
const shoot = (name: string, fullPage = true) => page.screenshot({ path: join(shots, `${name}.png`), fullPage });
const until = async (what: string, isSo: () => Promise<boolean>) => {
  for (let tries = 0; !(await isSo()); tries++) {
    assert.ok(tries < 600, `it has not come: ${what}`);
    await page.waitForTimeout(200);
  }
};

test("a network of 64 neurons learns: digits go by, fields appear, and after 1,000 digits it reads far more than by chance", async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${ORIGIN}/`);
  await until("the first digits", async () => (await number("#seen")) > 20);
  assert.ok(inkShare(await page.locator("#fields").screenshot()) > 0.02, "no receptive fields");
  await shoot("early-light", false);
  await until("1,000 digits", async () => (await number("#seen")) > 1000);
  // Ten classes: by chance 10 %.
  assert.ok((await number("#accuracy")) > 35, `${await number("#accuracy")} %`);
  assert.ok((await number("#pace")) > 0);
});

test("pause stops the digits, and goes on", async () => {
  await page.locator("#pause").click();
  assert.is(await page.locator("#pause").textContent(), "Go on");
  await page.waitForTimeout(500);
  const before = await number("#seen");
  await page.waitForTimeout(700);
  assert.is(await number("#seen"), before);
});

test("digits that it has not seen are read while it rests, and far more of forty than by chance", async () => {
  let right = 0;
  for (let k = 0; k < 40; k++) {
    await page.evaluate(`document.getElementById("answer").textContent = ""`);
    await page.locator("#testDigit").click();
    await until("an answer", async () => (await page.locator("#answer").textContent()) !== "");
    const [, read, is] = /I read a (\d)\. It is a (\d)/.exec((await page.locator("#answer").textContent()) ?? "") ?? [];
    if (read !== undefined && read === is) right++;
  }
  // By chance four, and P(at least 10) = 0.5 %; at the 50 % that it has by now, P(fewer than 10) = 0.03 %.
  assert.ok(right >= 10, `${right} of 40`);
});

test("a drawn digit is centered, shown and answered by the digit whose neurons fire most", async () => {
  const board = page.locator("#board");
  await page.locator("#clear").click();
  await board.scrollIntoViewIfNeeded();
  const box = await board.boundingBox();
  assert.ok(box);
  const { x, y, width, height } = box;
  await page.mouse.move(x + 0.55 * width, y + 0.15 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.5 * width, y + 0.5 * height, { steps: 8 });
  await page.mouse.move(x + 0.45 * width, y + 0.85 * height, { steps: 8 });
  await page.mouse.up();
  await until("an answer", async () => /I read a \d/.test((await page.locator("#answer").textContent()) ?? ""));
  const answer = /\d/.exec((await page.locator("#answer").textContent()) ?? "")?.[0];
  assert.is(await page.evaluate(`document.querySelectorAll("#votes meter")[${answer}].value`), 1);
  const alphas: number[] = await page.evaluate(`(() => {
    const { data } = document.getElementById("drawn").getContext("2d").getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, i) => data[4 * i + 3]);
  })()`);
  const mass = alphas.reduce((sum, ink) => sum + ink, 0);
  const mean = (place: (i: number) => number) => alphas.reduce((sum, ink, i) => sum + ink * (place(i) + 0.5), 0) / mass;
  // As MNIST's digits: the center of mass in the middle, 20 pixels high and fewer wide.
  assert.ok(Math.abs(mean((i) => i % 28) - 14) < 0.6 && Math.abs(mean((i) => Math.floor(i / 28)) - 14) < 0.6);
  const rows = new Set(alphas.flatMap((ink, i) => (ink > 60 ? [Math.floor(i / 28)] : [])));
  assert.ok(rows.size >= 19 && rows.size <= 21, `${rows.size} rows`);
  await shoot("drawn-light");
});

test("a slider that is moved starts a new network of that size", async () => {
  await page.locator("#neurons").fill("5");
  assert.is(await page.locator("#neuronsValue").textContent(), "25");
  await until("the new network", async () => (await number("#seen")) > 5);
  assert.ok((await number("#seen")) < 400);
  await until("25 fields", async () => (await page.evaluate(`document.getElementById("fields").width`)) === 5 * 29 - 1);
  await page.locator("#testDigit").click();
  await page.locator("#inhibition").fill("0");
  await page.locator("#testDigit").click();
  assert.is(await page.locator("#inhibitionValue").textContent(), "0");
  await until("another one", async () => (await number("#seen")) < 50);
  await until("its digits", async () => (await number("#seen")) > 5);
  assert.is(await page.locator("#failure").textContent(), "");
  await page.locator("#pause").click();
});

const equations = page.locator("#equations");
const refused = page.locator("#refused");

test("an equation is simulated as it is typed: the intervals are those of the closed form", async () => {
  const fired = page.locator("#fired");
  await equations.fill(
    "dv/dt = (iR - v) / tau\niR = 20 mV\ntau = 10 ms\nthreshold: v > 10 * mV\nreset: v = 0 * mV\nrefractory: 2 ms\nstart: v = 0 mV",
  );
  // Every 2 ms + 10 ms · ln 2 = 8.93 ms, so 22 in 200 ms, give or take the last one.
  await until("spikes", async () => /^2[12] spikes/.test((await fired.textContent()) ?? ""));
  assert.is(await page.locator("#courses svg").count(), 1);
});

test("a misspelt name gives the library's own message with its caret, and the picture stays until it is mended", async () => {
  await equations.fill("dv/dt = (vRst - v) / tau\nvRest = -65 mV\ntau = 10 ms");
  await refused.waitFor({ state: "visible" });
  let here = "";
  try {
    neuron({ equations: { "dv/dt": "(vRst - v) / tau" }, parameters: { vRest: mV(-65), tau: ms(10) } } as never);
  } catch (error) {
    here = String(error);
  }
  assert.match(here, "^^^^");
  assert.is(await refused.textContent(), here);
  await refused.scrollIntoViewIfNeeded();
  await shoot("error-light", false);
  await equations.fill("dv/dt = (vRest - v) / tau\nvRest = -65 mV\ntau = 10 mV");
  await until("the error of dimensions", async () => (await refused.textContent())?.startsWith("UnitError") ?? false);
  await equations.fill("dv/dt (vRest - v)");
  await until("no line", async () => (await refused.textContent())?.startsWith(ModelError.name) ?? false);
  await equations.fill("dv/dt = -v / tau\ntau = 10 ms\ntau = 20 ms");
  await until(
    "a name twice",
    async () => (await refused.textContent()) === "ModelError: tau: found twice, expected once.",
  );
  // A name of the library that is no unit.
  await equations.fill("dv/dt = -v / tau\ntau = 10 compile");
  await until("no unit", async () => (await refused.textContent())?.includes("10 compile") ?? false);
});

test("every example of a neuron fires", async () => {
  const names = await page.locator("#example option").allTextContents();
  assert.ok(names.length >= 4);
  for (const name of names) {
    await page.locator("#example").selectOption(name);
    await page.locator("#outcome[aria-busy=false]").waitFor();
    assert.not(await refused.isVisible(), `${name}: ${await refused.textContent()}`);
    assert.ok((await number("#fired")) > 1, name);
  }
});

for (const [width, scheme] of [
  [1280, "dark"],
  [400, "light"],
  [400, "dark"],
] as const) {
  test(`${width} px wide, ${scheme}: nothing is wider than the window`, async () => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of [
      "index.html",
      "docs/equations.html",
      "docs/catalog.html",
      "notebooks/eth.html",
      "notebooks/index.html",
    ]) {
      await page.goto(`${ORIGIN}/${path}`);
      if (path === "index.html") await until("digits", async () => (await number("#seen")) > 3);
      const over: number = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.ok(over <= 0, `${path}: ${over} px too wide`);
      await shoot(`${path.replace(/\W/g, "-")}-${width}-${scheme}`, path === "index.html");
    }
  });
}

test("the contents stand beside a page of the documentation, and below it, one step away, where it is narrow", async () => {
  await page.goto(`${ORIGIN}/docs/catalog.html`);
  const contents = page.locator("#contents");
  const article = page.locator("article");
  const places = async () => [await contents.boundingBox(), await article.boundingBox()] as const;
  await page.setViewportSize({ width: 1280, height: 900 });
  const [beside, text] = await places();
  assert.ok(beside && text && beside.x + beside.width <= text.x && beside.y < 200, "not beside");
  assert.ok((await contents.locator("a").count()) > 80, "not every model and page");
  await contents.getByText("brunel2000", { exact: true }).click();
  await until("the model", async () => ((await page.locator("#brunel2000").boundingBox())?.y ?? 1e9) < 900);
  await page.setViewportSize({ width: 400, height: 900 });
  const [below, narrow] = await places();
  assert.ok(below && narrow && below.y >= narrow.y + narrow.height, "not below");
  await page.locator(".jump a").click();
  await until("the contents", async () => Math.abs((await contents.boundingBox())?.y ?? 1e9) < 50);
});

test("every page of the documentation, every notebook and the API reference open, and every link within the site leads somewhere", async () => {
  const pages = readdirSync(SITE, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".html"));
  const own = pages.filter((name) => !name.startsWith("api"));
  assert.ok(own.length > 25 && pages.length > 100, `${own.length}, ${pages.length}`);
  const ids = new Map<string, Set<string>>();
  const idsOf = (path: string) => {
    const known =
      ids.get(path) ??
      new Set([...readFileSync(join(SITE, path), "utf8").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    ids.set(path, known);
    return known;
  };
  const broken: string[] = [];
  for (const name of own) {
    for (const [, href] of readFileSync(join(SITE, name), "utf8").matchAll(/<a href="([^"]+)"/g)) {
      if (/^[a-z]+:/i.test(href)) continue;
      const { pathname, hash } = new URL(href, `${ORIGIN}/${name}`);
      const target = decodeURIComponent(pathname.slice(1));
      if (!pages.includes(target)) broken.push(`${name}: ${href}`);
      else if (hash !== "" && !idsOf(target).has(decodeURIComponent(hash.slice(1)))) broken.push(`${name}: ${href}`);
    }
  }
  assert.equal(broken, []);
  for (const path of ["api/index.html", "api/functions/compile.html", "docs/index.html", "notebooks/model.html"]) {
    await page.goto(`${ORIGIN}/${path}`);
    assert.ok(((await page.locator("h1").first().textContent()) ?? "").length > 3, path);
    if (path === "api/index.html") await shoot("api", false);
  }
});

test("no request left the page's own origin, nothing was missing, and no page reported an error", () => {
  assert.equal(complaints, []);
});

test.run();
