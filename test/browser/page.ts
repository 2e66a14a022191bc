import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { transformSync } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../notebooks/browser.js";

/** An origin that exists only in the tests' Chromium. */
export const ORIGIN = "http://spiketensor.test";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** A page of an origin that is files, and all that it asked for elsewhere or that went wrong. */
export interface ServedPage {
  readonly browser: Browser;
  readonly page: Page;
  /** Requests that left the origin, paths that are not there, errors and warnings of the page. */
  readonly complaints: string[];
}

/** @param file the path of the file for a path of the origin, or its text */
export async function servePage(file: (path: string) => string | { readonly text: string }): Promise<ServedPage> {
  const browser = await launchChromium();
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) {
      complaints.push(`left the origin: ${url}`);
      return route.abort();
    }
    const path = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
    const found = file(decodeURIComponent(path));
    const contentType = TYPES[extname(path)] ?? "application/octet-stream";
    if (typeof found !== "string") return route.fulfill({ body: found.text, contentType });
    if (!existsSync(found)) {
      complaints.push(`not there: ${path}`);
      return route.fulfill({ status: 404, body: "" });
    }
    return route.fulfill({ body: readFileSync(found), contentType });
  });
  return { browser, page, complaints };
}

/** A TypeScript file as a script of a page. */
export const asScript = (path: string): { readonly text: string } => ({
  text: transformSync(readFileSync(path, "utf8"), { loader: "ts", format: "esm" }).code,
});

export const inDist = (name: string): string => join("dist/browser", name);
