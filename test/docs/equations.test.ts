import { test } from "uvu";
import * as assert from "uvu/assert";
import { functions } from "../../src/equations/functions.js";
import { methods } from "../../src/integrate/methods.js";
import { units } from "../../src/units/units.js";
import { page } from "./examples.js";

const text = page("docs/equations.md");

const listed = (section: string) => [...section.matchAll(/`([A-Za-z]\w*)/g)].map(([, name]) => name);
const rows = (header: string) => {
  const start = text.indexOf(`| ${header} |`);
  assert.ok(start >= 0, header);
  return text.slice(start, text.indexOf("\n\n", start)).split("\n").slice(2);
};

test("the tables list every function, unit and method, and nothing else", () => {
  const first = (header: string) => rows(header).map((row) => row.split(" | ")[0]);
  assert.equal(listed(first("function").join()).sort(), Object.keys(functions).sort());
  assert.equal(listed(rows("dimension").join()).sort(), [...units.keys()].sort());
  assert.equal(listed(first("method").join()).sort(), Object.keys(methods).sort());
});

test("the table of methods gives their orders and limits", () => {
  for (const row of rows("method")) {
    const [, name, order, , limit] = /^\| `(\w+)` \| (\S+?),?( .*)? \| .* \| (.*) \|$/.exec(row) ?? [];
    const method = methods[name as keyof typeof methods];
    assert.is(order, Number.isFinite(method.order) ? String(method.order) : "exact", row);
    const expected = Number.isFinite(method.stabilityLimit)
      ? `up to dt = ${Number(method.stabilityLimit.toFixed(3))} tau`
      : "always";
    assert.is(limit, expected, row);
  }
});

test.run();
