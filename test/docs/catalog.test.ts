import { test } from "uvu";
import * as assert from "uvu/assert";
import { catalogPage } from "../../scripts/catalog/page.js";
import * as spiketensor from "../../src/index.js";
import { page } from "./examples.js";

const text = page("docs/catalog.md");

test("the page is what the declarations say: npm run docs:catalog writes it anew", () => {
  assert.is(text, catalogPage());
});

test("it lists every declaration of the catalog", () => {
  const declared = Object.entries(spiketensor).filter(([, value]) => typeof value === "object" && "equations" in value);
  assert.ok(declared.length > 10);
  for (const [name] of declared) assert.ok(text.includes(`\n### ${name}\n`), name);
});

test.run();
