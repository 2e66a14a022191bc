import { format } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { summary, withSummary } from "../../src/host/summary.js";

test("texts stand below one another", () => {
  const rows = [
    ["exc", "400 neurons"],
    ["inputToExc", "313,600 synapses"],
  ] as const;
  assert.is(summary("network", rows), "network\n  exc         400 neurons\n  inputToExc  313,600 synapses");
  assert.is(summary("empty network", []), "empty network");
});

test("a printed value shows its summary, also when frozen, and keeps its keys", () => {
  const value = Object.freeze(withSummary({ neurons: 400 }, () => "a population"));
  assert.is(format("%o", value).includes("400"), false);
  assert.is(format(value), "a population");
  assert.equal({ ...value }, { neurons: 400 });
  assert.is(JSON.stringify(value), '{"neurons":400}');
});

test.run();
