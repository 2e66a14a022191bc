/**
 * Training time per digit beside a compiled C program of the same network, in one run, the two by turns:
 *
 *   node --import tsx benchmarks/yardstick.ts PROGRAM MNIST_FOLDER [NEURONS,NEURONS …] [ROUNDS]
 *
 * PROGRAM is called as `PROGRAM MNIST_FOLDER NEURONS TRAIN LABEL TEST DT_MS SEED` and prints a JSON line with
 * trainMsPerDigit; MNIST_FOLDER holds the four raw IDX files. Prints the median of both over the rounds, and of the
 * ratio of each round: ours / theirs.
 */
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "./median.js";

const [program, folder, sizes = "100,400,1600,6400", rounds = "3"] = process.argv.slice(2);
if (!program || !folder) {
  console.error("usage: node --import tsx benchmarks/yardstick.ts PROGRAM MNIST_FOLDER [NEURONS,…] [ROUNDS]");
  process.exit(2);
}
const run = promisify(execFile);
const own = fileURLToPath(new URL("trainEth.ts", import.meta.url));
/** So many that a round takes some seconds on either side. */
const digitsFor = (neurons: number): number => Math.max(300, Math.min(6000, Math.round(1.5e6 / neurons)));

async function measure(command: string, args: string[]): Promise<Record<string, number>> {
  const { stdout } = await run(command, args);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Node.js ${process.version}, one thread each`);
console.log("neurons  digits  ours ms  theirs ms  ours/theirs  (least … most)  compiled ms  peak MB");
for (const neurons of sizes.split(",").map(Number)) {
  const digits = digitsFor(neurons);
  const results: { ours: Record<string, number>; theirs: Record<string, number> }[] = [];
  for (let seed = 0; seed < Number(rounds); seed++) {
    const ours = await measure(process.execPath, ["--import", "tsx", own, ...[neurons, digits, seed].map(String)]);
    const theirs = await measure(program, [folder, ...[neurons, digits, 1, 1, 0.5, seed].map(String)]);
    results.push({ ours, theirs });
  }
  const ratios = results.map(({ ours, theirs }) => ours.trainMsPerDigit / theirs.trainMsPerDigit);
  const of = (side: "ours" | "theirs", what: string) => median(results.map((r) => r[side][what]));
  const cells = [
    String(neurons).padStart(7),
    String(digits).padStart(6),
    of("ours", "trainMsPerDigit").toFixed(3).padStart(7),
    of("theirs", "trainMsPerDigit").toFixed(3).padStart(9),
    median(ratios).toFixed(2).padStart(11),
    ` (${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)})`.padEnd(14),
    of("ours", "compileMs").toFixed(0).padStart(11),
    of("ours", "peakMB").toFixed(0).padStart(7),
  ];
  console.log(cells.join("  "));
}
