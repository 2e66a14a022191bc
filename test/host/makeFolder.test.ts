import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeFolder } from "../../src/host/makeFolder.js";
import { skip } from "../skip.js";

function codeOf(path: string): string | undefined {
  try {
    makeFolder(path);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

test("makes what is missing, and is content with what is there", async () => {
  const root = await mkdtemp(join(tmpdir(), "spiketensor-"));
  try {
    const deep = join(root, "a", "b", "c");
    for (let i = 0; i < 2; i++) {
      makeFolder(deep);
      assert.ok((await stat(deep)).isDirectory());
    }
    await writeFile(join(root, "file"), "");
    assert.is(codeOf(join(root, "file")), "EEXIST");
    assert.is(codeOf(join(root, "file", "below")), "ENOTDIR");
  } finally {
    await rm(root, { recursive: true });
  }
});

const name = "ends where a file system takes no folders";
if (process.platform === "linux") {
  test(name, () => {
    assert.is(codeOf("/proc/spiketensor/runs/eth"), "ENOENT");
  });
} else skip(test, name, "only Linux has /proc");

test.run();
