import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeWhole } from "../../src/host/writeWhole.js";
import { FileError } from "../../src/index.js";
import { skip } from "../skip.js";
import { smallDisk } from "../smallDisk.js";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-"));
test.after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "result");

async function refuses(target: string, chunks: Iterable<Uint8Array | string>, message: RegExp): Promise<void> {
  const error = await writeWhole(target, chunks).catch((e: unknown) => e);
  assert.instance(error, FileError);
  const { message: text } = error as Error;
  assert.ok(text.startsWith(`${target}: cannot be written (`), text);
  assert.match(text, message);
}

test("parts follow one another, and nothing else is left in the folder", async () => {
  await writeWhole(path, ["head ", new Uint8Array([116, 97, 105, 108])]);
  assert.is(readFileSync(path, "utf8"), "head tail");
  assert.equal(readdirSync(folder), ["result"]);
});

test("work that fails half-way leaves the old file, no part of the new one, and its own error", async () => {
  writeFileSync(path, "old");
  const defect = new TypeError("a defect");
  function* half(): Generator<Uint8Array> {
    yield new Uint8Array(100_000);
    throw defect;
  }
  assert.is(await writeWhole(path, half()).catch((error: unknown) => error), defect);
  assert.is(readFileSync(path, "utf8"), "old");
  assert.equal(readdirSync(folder), ["result"]);
});

test("missing folders are made", async () => {
  await writeWhole(join(folder, "a", "b", "c"), ["deep"]);
  assert.is(readFileSync(join(folder, "a", "b", "c"), "utf8"), "deep");
  rmSync(join(folder, "a"), { recursive: true });
});

test("what cannot be written says what the system said and what to do, and leaves nothing behind", async () => {
  mkdirSync(join(folder, "taken"));
  writeFileSync(path, "old");
  await refuses(join(folder, "taken"), ["x"], /EISDIR.*There is a folder of that name\. Give the name of a file\./);
  await refuses(join(path, "below"), ["x"], /(EEXIST|ENOTDIR).*A part of the path is a file, not a folder/);
  await refuses(join(path, "a", "b"), ["x"], /(EEXIST|ENOTDIR).*A part of the path is a file, not a folder/);
  await refuses(join(folder, "x".repeat(300)), ["x"], /ENAMETOOLONG.*Choose a shorter name/);
  await refuses(join(folder, "a\0b"), ["x"], /null bytes.*Choose another path/);
  if (process.platform === "linux") await refuses("/proc/a/b/c", ["x"], /ENOENT.*Choose another folder/);
  assert.is(readFileSync(path, "utf8"), "old");
  assert.equal(readdirSync(folder).sort(), ["result", "taken"]);
});

const disk = smallDisk(64);
const full = "a full disk, and one that is read-only, leave the old file and no part of the new one";
if (typeof disk === "string") skip(test, full, disk);
else {
  test.after(disk.remove);
  test(full, async () => {
    const target = join(disk.path, "result");
    const large = Array.from({ length: 100 }, () => new Uint8Array(1000));
    await writeWhole(target, ["old"]);
    await refuses(target, large, /ENOSPC.*The disk is full\. Free some space, or choose a folder on another disk\./);
    assert.is(readFileSync(target, "utf8"), "old");
    assert.equal(readdirSync(disk.path), ["result"]);
    disk.makeReadOnly();
    await refuses(target, ["x"], /EROFS.*The disk is read-only\. Choose another folder\./);
    await refuses(join(disk.path, "new", "result"), ["x"], /EROFS/);
    assert.is(readFileSync(target, "utf8"), "old");
    assert.not(existsSync(join(disk.path, "new")));
  });
}

test.run();
