import { test } from "uvu";
import * as assert from "uvu/assert";
import { grouped } from "../../src/check/grouped.js";

test("whole numbers are grouped as English does", () => {
  for (let n = 0; n < 1e12; n = 3 * n + 1) assert.is(grouped(n), n.toLocaleString("en-US"));
  for (const n of [-1, -123, -1234, -123456, 999, 1000, 999_999, 1_000_000, Number.MAX_SAFE_INTEGER]) {
    assert.is(grouped(n), n.toLocaleString("en-US"));
  }
});

test.run();
