import { test } from "uvu";
import * as assert from "uvu/assert";
import { plot } from "../../src/index.js";
import { figures } from "./figures.js";

test("every function of the namespace has its figure in these tests", () => {
  const names = Object.keys(plot);
  assert.equal(
    names.filter((name) => !(name in figures)),
    [],
  );
  assert.equal(
    Object.keys(figures).filter((name) => !names.includes(name)),
    ["rasterLarge"],
  );
});

test.run();
