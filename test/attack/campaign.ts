import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Find } from "./calls.js";

const HANGS_AFTER_MS = 60_000;

/** How much longer than in `npm test` the attack is: `npm run test:attack` sets it. */
export const LENGTH = Number(process.env.SPIKETENSOR_ATTACK ?? 1);

/** The first seed: another one gives other calls, files and times. */
export const SEED = Number(process.env.SPIKETENSOR_ATTACK_SEED ?? 0);

/** Makes calls of the seeds from `first` on, and goes on after one that ends the process or hangs, which is a find too. */
export async function campaign(first: number, count: number): Promise<readonly Find[]> {
  const folder = mkdtempSync(join(tmpdir(), "spiketensor-campaign-"));
  const journal = join(folder, "seed");
  const finds: Find[] = [];
  try {
    for (let seed = first; seed < first + count; ) {
      const { lines, end } = await run(seed, first + count - seed, journal);
      finds.push(...lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Find));
      if (end === undefined) break;
      const last = Number(readFileSync(journal, "utf8"));
      finds.push({ seed: last, name: "?", args: "?", error: end });
      seed = last + 1;
    }
    return finds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One process; `end` says how it ended, where that was not as it should. */
function run(first: number, count: number, journal: string) {
  const args = ["--max-old-space-size=3000", "--import", "tsx", "test/attack/worker.ts"];
  const child = spawn(process.execPath, [...args, String(first), String(count), journal], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  let last = "";
  let isStuck = false;
  const watch = setInterval(() => {
    const now = readJournal(journal);
    if (now === last) {
      isStuck = true;
      child.kill("SIGKILL");
    }
    last = now;
  }, HANGS_AFTER_MS);
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  return new Promise<{ lines: string[]; end: string | undefined }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      const reason = isStuck ? `did not end in ${HANGS_AFTER_MS / 1000} s` : `ended the process: ${signal ?? code}`;
      const end = code === 0 ? undefined : `${reason} ${output.stderr.slice(-500)}`;
      resolve({ lines: output.stdout.split("\n"), end });
    });
  });
}

function readJournal(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** What was found, each with how to see it again. */
export const report = (finds: readonly Find[]): string =>
  finds
    .map(({ seed, name, args, error }) => `${name}(${args.slice(0, 200)})\n  ${error}\n  again: worker.ts ${seed} 1`)
    .join("\n");
