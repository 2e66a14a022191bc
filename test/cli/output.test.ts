import { spawn } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecord } from "../../src/eth/runFolder.js";
import { skip } from "../skip.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const folder = temporaryFolder();
test.after(() => rmSync(folder, { recursive: true }));
const data = writeDigits(join(folder, "digits"), { train: 60, test: 20 });

interface Ended {
  readonly code: number | null;
  readonly errors: string;
}

/** Trains as a process of its own, whose output somebody closes. */
function train(out: string, stdout: "pipe" | number, closed: readonly ("stdout" | "stderr")[]): Promise<Ended> {
  const args = ["eth", "train", "--data", data, "--neurons", "20", "--rate", "120", "--out", out];
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...args], {
    stdio: ["ignore", stdout, "pipe"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    errors += part;
  });
  for (const name of closed) child[name]?.destroy();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, errors }));
  });
}

async function isComplete(out: string): Promise<void> {
  const { trained, test } = await readRecord(out);
  assert.is(trained, 60);
  assert.is(test?.digits, 20);
}

test("a training goes on to its end when nobody reads what it prints", async () => {
  for (const closed of [["stdout"], ["stdout", "stderr"]] as const) {
    const out = join(folder, `closed-${closed.length}`);
    assert.equal(await train(out, "pipe", closed), { code: 0, errors: "" });
    await isComplete(out);
  }
});

const full = "a training goes on to its end when what it prints fills the disk, says so once and ends with 1";
if (process.platform === "linux") {
  test(full, async () => {
    const out = join(folder, "full");
    const device = openSync("/dev/full", "w");
    try {
      const { code, errors } = await train(out, device, []);
      assert.is(errors.match(/stdout: cannot be written \(ENOSPC/g)?.length, 1, errors);
      assert.is(code, 1);
    } finally {
      closeSync(device);
    }
    await isComplete(out);
  });
} else skip(test, full, "only Linux has /dev/full");

test.run();
