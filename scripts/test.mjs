/**
 * Runs test files with uvu, each in its own process, and counts.
 *
 *   node scripts/test.mjs [--one-by-one] [folder or file ...]      default: test
 *
 * uvu alone passes in silence over a file that registers no test, a `before` hook that throws, a forgotten `.only` and
 * a `process.exit(0)`; here each of these fails. A skipped test or file must say why, in a line
 * "skipped: name: reason" (skip() of test/skip.ts prints it); each such line counts as one skip. Of what tests print, a
 * line "measured: …" is shown.
 */
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, sep } from "node:path";

const MAX_PROCESSES = 4;
/** A file that takes longer hangs: most often a worker or a server that it has not stopped. */
const HANGS_AFTER_MS = 10 * 60_000;

function testFiles(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(path, name));
}

/** Runs one file; resolves to everything that it printed and how it ended. */
function runFile(file) {
  const exactly = `^${basename(file).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  const uvu = ["--import", "tsx", "node_modules/uvu/bin.js", dirname(file), exactly, "--no-color"];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, uvu, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0" },
    });
    const printed = [];
    child.stdout.on("data", (data) => printed.push(data));
    child.stderr.on("data", (data) => printed.push(data));
    const timer = setTimeout(() => child.kill("SIGKILL"), HANGS_AFTER_MS);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(printed).toString(), code, signal });
    });
  });
}

/** The counts of one file, and what is wrong with it beside failed tests. */
function judge({ output, code, signal }) {
  const count = (word) => Number([...output.matchAll(new RegExp(`^  ${word}: +(\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
  const [total, passed, skipped] = [count("Total"), count("Passed"), count("Skipped")];
  const reasons = output.split("\n").filter((line) => line.startsWith("skipped: "));
  const complaints = [];
  if (signal) complaints.push(`ended by ${signal}${signal === "SIGKILL" ? " (it may have hung)" : ""}`);
  else if (total + reasons.length === 0)
    complaints.push("no test ran: is test.run() missing, or did it end the process?");
  else if (passed < total && code === 0) complaints.push("a hook threw an error, which uvu swallows");
  else if (passed === total && code !== 0) complaints.push(`exit code ${code} although every test passed`);
  if (reasons.length < skipped) {
    complaints.push(`${skipped} skipped, ${reasons.length} reasons: use skip() of test/skip.ts, leave no .only`);
  }
  return {
    passed,
    skipped: Math.max(skipped, reasons.length),
    failed: Math.max(total - passed, complaints.length > 0 ? 1 : 0),
    reasons,
    complaints,
  };
}

const sum = { files: 0, passed: 0, failed: 0, skipped: 0, reasons: [] };

async function runAndReport(file) {
  const run = await runFile(file);
  const { passed, failed, skipped, reasons, complaints } = judge(run);
  sum.files += 1;
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
  sum.reasons.push(...reasons.map((reason) => `${reason} [${file}]`));
  const counts = `${passed} passed${failed ? `, ${failed} failed` : ""}${skipped ? `, ${skipped} skipped` : ""}`;
  console.log(`${failed ? "FAIL" : "ok  "} ${file.split(sep).join("/")}: ${counts}`);
  // A test has begun its line already.
  for (const [figure] of run.output.matchAll(/measured: .*/g)) console.log(`     ${figure}`);
  if (failed) console.log([run.output, ...complaints.map((text) => `  ${file}: ${text}`), ""].join("\n"));
}

const args = process.argv.slice(2);
const named = args.filter((arg) => arg !== "--one-by-one");
const roots = named.length > 0 ? named : ["test"];
const files = [...new Set(roots.flatMap(testFiles))].sort();
const waiting = [...files];
const processes = args.includes("--one-by-one") ? 1 : Math.min(MAX_PROCESSES, availableParallelism());
const workers = Array.from({ length: processes }, async () => {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await runAndReport(file);
});
await Promise.all(workers);

console.log(`\n${sum.files} test files`);
for (const reason of sum.reasons) console.log(reason);
if (sum.passed === 0) console.log(`no test passed in ${roots.join(", ")}`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
