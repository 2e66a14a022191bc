/**
 * Measures building, running and memory of the works in works.ts, each in processes of its own.
 *
 *   npm run bench -- [--only eth,coba] [--rounds 5] [--against REVISION] [--write]
 *
 * `--against` runs the same works on the library of another commit, by turns, and gives the ratio of each round: this
 * commit / the other. `--write` puts the table into docs/performance.md. Both take the packages that are installed here.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { median } from "./median.js";
import { type Work, works } from "./works.js";

type Figures = Readonly<Record<string, number>>;

function fail(message: string): never {
  console.error(`bench: ${message}`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        rounds: { type: "string", default: "5" },
        against: { type: "string" },
        write: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return fail(`${(error as Error).message.split(".")[0]}. Expected --only, --rounds, --against or --write.`);
  }
}

const options = readOptions();
const rounds = Number(options.rounds);
const names = options.only?.split(",");
const chosen = works.filter(({ name }) => names?.some((part) => name === part || name.startsWith(`${part}-`)) ?? true);
if (!(Number.isInteger(rounds) && rounds > 0) || chosen.length === 0) {
  fail(
    `found --rounds ${options.rounds} --only ${options.only}, expected a whole number from 1, and of ${works.map((w) => w.name).join(", ")}.`,
  );
}

const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();

function run(folder: string, { command: [file, ...args] }: Work): Figures {
  const program = join(folder, "benchmarks", "works", file);
  const printed = execFileSync(process.execPath, ["--import", "tsx", program, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
}

/** Another commit in a folder of its own, with the packages and the works of this one. */
function checkOut(revision: string): { readonly folder: string; readonly remove: () => void } {
  const folder = join(mkdtempSync(join(tmpdir(), "spiketensor-bench-")), "other");
  try {
    git("worktree", "add", "--quiet", "--detach", folder, revision);
  } catch {
    rmSync(join(folder, ".."), { recursive: true, force: true });
    fail(`found --against ${revision}, expected a commit of this repository.`);
  }
  cpSync("benchmarks/works", join(folder, "benchmarks/works"), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return {
    folder,
    remove: () => {
      rmSync(join(folder, "node_modules"));
      git("worktree", "remove", "--force", folder);
      rmSync(join(folder, ".."), { recursive: true, force: true });
    },
  };
}

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(value >= 10 ? 3 : 2);

const ratio = (ours: readonly Figures[], theirs: readonly Figures[], key: string): string => {
  const each = ours.map((figures, i) => figures[key] / theirs[i][key]);
  return `${median(each).toFixed(2)} (${Math.min(...each).toFixed(2)} … ${Math.max(...each).toFixed(2)})`;
};

const columns = [
  "work",
  "build, ms",
  "run",
  "memory, MB",
  ...(options.against === undefined ? [] : ["build, ratio", "run, ratio", "memory, ratio", "spikes"]),
];
const rows: string[][] = [];
const other = options.against === undefined ? undefined : checkOut(options.against);
const dirty = git("status", "--porcelain") === "" ? "" : ", with changes";
const machine =
  `${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, load ` +
  `${loadavg()[0].toFixed(1)} at the start; Node.js ${process.versions.node}; commit ${git("rev-parse", "--short", "HEAD")}${dirty}` +
  `${options.against === undefined ? "" : ` against ${git("rev-parse", "--short", options.against)}`}; median of ${rounds} ` +
  `process${rounds === 1 ? "" : "es"}, one thread each`;
console.log(`${machine}\n\n| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`);
try {
  for (const work of chosen) {
    const [ours, theirs]: [Figures[], Figures[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push(run(".", work));
      if (other) theirs.push(run(other.folder, work));
    }
    const at = (key: string) => median(ours.map((figures) => figures[key]));
    const row = [work.what, number(at("build")), `${number(at("run"))} ${work.unit}`, number(at("memory"))];
    if (other) {
      row.push(...["build", "run", "memory"].map((key) => ratio(ours, theirs, key)));
      row.push(at("spikes") === median(theirs.map(({ spikes }) => spikes)) ? "equal" : "differ");
    }
    rows.push(row);
    console.log(`| ${row.join(" | ")} |`);
  }
} finally {
  other?.remove();
}

if (options.write) {
  const page = "docs/performance.md";
  const [start, end] = ["<!-- bench -->\n", "<!-- end of bench -->"];
  const text = readFileSync(page, "utf8");
  const table = [columns, columns.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const before = text.slice(0, text.indexOf(start) + start.length);
  writeFileSync(page, `${before}\n${machine}.\n\n${table}\n\n${text.slice(text.indexOf(end))}`);
}
