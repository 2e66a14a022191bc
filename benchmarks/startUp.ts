/**
 * From the start of a process to the first result of a script: imports the built package, compiles the ETH network of
 * 100 neurons, shows it a digit's worth of input, and ends. Prints medians of processes that run in turn with an empty
 * one, the floor that Node.js sets.
 *
 *   npm run build && node --import tsx benchmarks/startUp.ts [PROCESSES]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { median } from "./median.js";

const REPORT = `console.log(JSON.stringify({ ...marks, memory: process.resourceUsage().maxRSS / 1e3 }));`;
const SIMULATION = `
const sim = await compile(diehlCook2015({ neurons: 100 }), { dt: ms(0.5), seed: 1 });
marks.compile = since();
await sim.present({ input: new Float32Array(784).fill(10) }, { duration: ms(350) });
marks.present = since();
`;
const since = `const marks = {}; const since = () => performance.timeOrigin + performance.now() - Number(process.env.STARTED);`;
const esm = pathToFileURL(resolve("dist/esm/index.js")).href;
const cjs = JSON.stringify(resolve("dist/cjs/index.js"));
const names = "{ compile, diehlCook2015, ms }";
const SCRIPTS = {
  "empty.mjs": `${since} marks.start = since(); ${REPORT}`,
  "esModule.mjs": `${since} marks.start = since(); const ${names} = await import("${esm}"); marks.import = since(); ${SIMULATION}${REPORT}`,
  "commonJs.cjs": `(async () => { ${since} marks.start = since(); const ${names} = require(${cjs}); marks.import = since(); ${SIMULATION}${REPORT} })();`,
};
type Marks = Record<"start" | "import" | "compile" | "present" | "memory", number | undefined>;

const rounds = Number(process.argv[2] ?? 11);
const folder = mkdtempSync(join(tmpdir(), "spiketensor-start-"));
const found = new Map<string, Marks[]>(Object.keys(SCRIPTS).map((name) => [name, []]));
try {
  for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(folder, name), text);
  for (let i = 0; i < rounds; i++) {
    for (const [name, marks] of found) {
      const started = performance.timeOrigin + performance.now();
      const { stdout, stderr } = spawnSync(process.execPath, [join(folder, name)], {
        encoding: "utf8",
        env: { ...process.env, STARTED: String(started) },
      });
      if (stderr) throw new Error(stderr);
      marks.push(JSON.parse(stdout));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}; Node.js ${process.versions.node}; ${rounds} processes each`,
);
console.log("script          start   import   compile  first result  (ms since the process was started)  peak memory");
for (const [name, all] of found) {
  const cell = (key: keyof Marks, width: number) => {
    const values = all.flatMap((marks) => marks[key] ?? []);
    return (values.length === 0 ? "" : median(values).toFixed(0)).padStart(width);
  };
  console.log(
    `${name.padEnd(13)} ${cell("start", 7)} ${cell("import", 8)} ${cell("compile", 9)} ${cell("present", 13)} ${cell("memory", 44)} MB`,
  );
}
