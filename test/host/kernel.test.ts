import { test } from "uvu";
import * as assert from "uvu/assert";
import { currentCell, type WriteDisplay } from "../../src/host/kernel.js";
import { loadTslab } from "./fakeKernel.js";

test("outside a kernel there is no cell", () => {
  assert.is(currentCell(), undefined);
});

test("of several loaded copies of tslab, the one that runs cells is found, and read anew at each call", () => {
  const first: WriteDisplay = () => {};
  const second: WriteDisplay = () => {};
  loadTslab("/global/node_modules/tslab/dist/jupyter.js", null);
  const running = loadTslab("C:\\project\\node_modules\\tslab\\dist\\jupyter.js", first);
  loadTslab("/dependency/node_modules/tslab/dist/jupyter.js", null);
  assert.is(currentCell(), first);
  Object.assign(running.exports, { lastWriteDisplayData: second });
  assert.is(currentCell(), second);
});

test.run();
