/** The entry `spiketensor/browser`, built, in a headless Chromium. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as source from "../../src/index.js";
import { networks } from "./networks.js";
import { asScript, inDist, ORIGIN, servePage } from "./page.js";

const RUNNER = `
import * as api from "/index.js";
import { networks } from "/networks.js";
export const run = (name) => networks[name](api);
export { api };
`;
const WORKER = `
import { run } from "/run.js";
onmessage = async ({ data }) => postMessage(await run(data).catch((error) => ({ failed: error.stack })));
`;
const FILES: Readonly<Record<string, string>> = {
  "/index.html": "<!doctype html><title>networks</title>",
  "/run.js": RUNNER,
  "/worker.js": WORKER,
  "/favicon.ico": "",
};

const { browser, page, complaints } = await servePage((path) => {
  if (path === "/networks.js") return asScript("test/browser/networks.ts");
  return path in FILES ? { text: FILES[path] } : inDist(path);
});
await page.goto(`${ORIGIN}/`);

const test = suite("spiketensor/browser");
test.after(() => browser.close());

for (const name of ["diehlCook", "sparseNoise", "hodgkinHuxley"] as const) {
  test(`${name}: the same seed gives the same spikes and bits in a page, in a worker of it, and in Node.js`, async () => {
    const here = await networks[name](source as never);
    const inPage = await page.evaluate(
      `import("${ORIGIN}/run.js").then(({ run }) => run("${name}")).catch((error) => ({ failed: error.stack }))`,
    );
    const inWorker = await page.evaluate(`new Promise((resolve) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
      worker.postMessage("${name}");
    })`);
    assert.is(here.backend, "wasm");
    for (const [what, values] of Object.entries(here)) {
      assert.ok(values.length > 0 && (typeof values === "string" || values.some((value) => value !== 0)), what);
    }
    assert.equal(inPage, here);
    assert.equal(inWorker, here);
  });
}

test("errors are those of Node.js: an unknown name with its caret, and what a page does not have", async () => {
  const said = (code: string): Promise<string> =>
    page.evaluate(
      `import("${ORIGIN}/run.js").then(async ({ api }) => { const { neuron, compile, diehlCook2015, ms, mV, ratesOf, Hz } = api; ${code} }).then(() => "nothing", (error) => error.name + ": " + error.message)`,
    );
  const wrong = {
    equations: { "dv/dt": "(vRst - v) / tau" },
    parameters: { vRest: source.mV(-65), tau: source.ms(10) },
  };
  let here = "";
  try {
    source.neuron(wrong as never);
  } catch (error) {
    here = String(error);
  }
  assert.match(here, "^^^^");
  assert.is(
    await said(`neuron({ equations: { "dv/dt": "(vRst - v) / tau" }, parameters: { vRest: mV(-65), tau: ms(10) } });`),
    here,
  );
  const sim = "const sim = await compile(diehlCook2015({ neurons: 2, pixels: 4 }), { dt: ms(0.5) });";
  assert.match(await said(`${sim} await sim.save("state");`), /^FileError: .*a browser page has no files/);
  assert.match(await said(`${sim} await sim.restore("state");`), /^FileError: .*a browser page has no files/);
  assert.match(await said(`${sim} await sim.state.exc.v.tensor();`), /^BackendError: .*no TensorFlow\.js/);
  const threads = "await compile(diehlCook2015({ neurons: 40, pixels: 4 }), { dt: ms(0.5), threads: 2 });";
  assert.match(
    await said(threads),
    /^BackendError: compile, threads: found 2, but the backend "wasm" runs a network on a single thread/,
  );
  for (const backend of ["cuda", "tensor"]) {
    const message = await said(
      `await compile(diehlCook2015({ neurons: 2, pixels: 4 }), { dt: ms(0.5), backend: "${backend}" });`,
    );
    assert.match(message, /^BackendError: .*(a browser page|spiketensor\/browser)/);
  }
});

test("everything that the entry names has the same name and kind as in Node.js, but for what a page cannot have", async () => {
  const kinds = (api: object) => Object.entries(api).map(([name, value]) => [name, typeof value]);
  const here = new Map(kinds(source) as [string, string][]);
  const there: [string, string][] = await page.evaluate(
    `import("${ORIGIN}/index.js").then((api) => Object.entries(api).map(([name, value]) => [name, typeof value]))`,
  );
  assert.ok(there.length > 100);
  assert.equal(
    there.filter(([name, kind]) => here.get(name) !== kind),
    [],
  );
});

test("the bundle needs no package and nothing of Node.js, and is below 200 kB gzipped", () => {
  const text = readFileSync(inDist("index.js"), "utf8");
  assert.not.match(text, /(^|;)import ?["{*\w]|import\(|\}from"|["']node:|createRequire|\bBuffer\.|__dirname/);
  const size = gzipSync(text, { level: 9 }).length;
  console.log(`measured: dist/browser/index.js, ${text.length} bytes, ${size} gzipped`);
  assert.ok(size < 200_000, `${size}`);
});

test("no request left the origin, and the page reported no error", () => {
  assert.equal(complaints, []);
});

test.run();
