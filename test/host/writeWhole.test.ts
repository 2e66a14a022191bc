import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeWhole } from "../../src/host/writeWhole.js";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-"));
test.after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "result");

test("parts follow one another, and nothing else is left in the folder", async () => {
  await writeWhole(path, ["head ", new Uint8Array([116, 97, 105, 108])]);
  assert.is(readFileSync(path, "utf8"), "head tail");
  assert.equal(readdirSync(folder), ["result"]);
});

test("a disk that fills up half-way leaves the old file, and no part of the new one", async () => {
  writeFileSync(path, "old");
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  function* half(): Generator<Uint8Array> {
    yield new Uint8Array(100_000);
    throw full;
  }
  assert.is(await writeWhole(path, half()).catch((error: unknown) => error), full);
  assert.is(readFileSync(path, "utf8"), "old");
  assert.equal(readdirSync(folder), ["result"]);
});

test.run();
