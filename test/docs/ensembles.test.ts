import { test } from "uvu";
import * as assert from "uvu/assert";
import { complaints, examples, page, run } from "./examples.js";

const code = examples(page("docs/ensembles.md"));

test("every example compiles, runs and gives what the page says", async () => {
  assert.equal(complaints(code), []);
  assert.is(await run(code), code.match(/; \/\/ (=|throws) /g)?.length);
});

test.run();
