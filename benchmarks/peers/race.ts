/**
 * SpikeTensor beside Brian 2, NEST and BindsNET: the same works on this machine, by turns, each in a process of its own with
 * one thread. Before times are compared, spikes are: the networks are drawn with each simulator's own random numbers, so that
 * totals agree within a few percent.
 *
 *   node --import tsx benchmarks/peers/race.ts [--only coba,eth] [--rounds 3] [--write]
 *
 * Needs python3 with venv and a C++ compiler; makes an environment with the versions of requirements.txt beside this file.
 * `--write` puts the table into docs/performance.md and draws docs/peers.svg.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { mnist, saveSvg } from "../../src/index.js";
import { median } from "../median.js";
import { type Entry, raceFigure } from "./figure.js";

interface Figures {
  readonly build: number;
  readonly run: number;
  readonly memory: number;
  readonly spikes: number;
  /** Of a simulator that has a compiler make a program, ms. */
  readonly compile?: number;
}

interface Race {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  /** Arguments of the programs, ours in ../works and theirs here. */
  readonly args: readonly string[];
  readonly peers: readonly Peer[];
  /** How far the peers' numbers of spikes may be from ours, as a part of it. */
  readonly tolerance: number;
  /** A peer that has another model, whose spikes are not compared. */
  readonly other?: Peer;
}

type Peer = "brian2" | "nest" | "bindsnet";
const NAMES = { brian2: "Brian 2 (C++)", nest: "NEST", bindsnet: "BindsNET" } satisfies Record<Peer, string>;

interface Contender {
  readonly simulator: string;
  readonly run: () => Figures;
  /** Of the rounds so far. */
  readonly found: Figures[];
}

const eth = (neurons: number, digits: number): Race => ({
  name: `eth-${neurons}`,
  what: `Diehl & Cook (2015), ${neurons} neurons, learning ${digits} digits`,
  unit: "ms a digit",
  args: [String(neurons), String(digits)],
  peers: ["brian2", "bindsnet"],
  tolerance: 0.1,
  other: "bindsnet",
});
const second = { unit: "ms for 1 s", tolerance: 0.06 } as const;
const races: readonly Race[] = [
  eth(100, 40),
  eth(400, 40),
  ...[1000, 2500].map((n): Race => {
    const what = `${n.toLocaleString("en")} Poisson inputs, dense onto as many neurons`;
    return { ...second, name: `dense-${n}`, what, args: [String(n), "1000"], peers: ["brian2", "nest", "bindsnet"] };
  }),
  {
    // NEST integrates adaptively, and has no synapses without a delay.
    ...{
      ...second,
      tolerance: 0.15,
      name: "coba-4000",
      what: "COBA (Brette et al. 2007), 4,000 neurons",
      args: ["4000", "1000"],
    },
    peers: ["brian2", "nest"],
  },
  {
    // NEST's network fires 11 % more. Why is not known, so that it takes no part.
    ...{ ...second, name: "brunel-12500", what: "balanced network, 15.6 million synapses", args: ["12500", "1000"] },
    peers: ["brian2"],
  },
  ...[3162, 10_000].map((n): Race => {
    const what = `pair STDP on ${n < 5000 ? "a million" : "ten million"} sparse synapses`;
    return { ...second, tolerance: 0.15, name: `plastic-${n}`, what, args: [String(n), "1000"], peers: ["brian2"] };
  }),
];

const here = dirname(fileURLToPath(import.meta.url));
const {
  only,
  rounds: asked,
  write,
} = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "3" },
    write: { type: "boolean", default: false },
  },
}).values;
const rounds = Number(asked);
const chosen = races.filter(
  ({ name }) => only?.split(",").some((part) => name === part || name.startsWith(`${part}-`)) ?? true,
);
if (!(Number.isInteger(rounds) && rounds > 0) || chosen.length === 0) {
  console.error(
    `race: found --rounds ${asked} --only ${only}, expected a whole number from 1, and of ${races.map((r) => r.name).join(", ")}.`,
  );
  process.exit(2);
}

/** The Python of the peers' environment, which is made where it is missing. */
function peersPython(): string {
  const environment = join(here, ".venv");
  const python = join(environment, "bin", "python");
  if (existsSync(join(environment, "complete"))) return python;
  console.error(`Making an environment for the peers: ${environment} (some 7 GB)`);
  execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
  const requirements = join(here, "requirements.txt");
  execFileSync(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements], { stdio: "inherit" });
  writeFileSync(join(environment, "complete"), "");
  return python;
}

const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1", PYNEST_QUIET: "1" };

function run(program: string, args: readonly string[]): Figures {
  const printed = execFileSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...oneThread },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
}

const python = peersPython();
const folder = mkdtempSync(join(tmpdir(), "spiketensor-race-"));
const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(value >= 10 ? 3 : 2);

const columns = ["work", "simulator", "compile, ms", "build, ms", "run", "theirs / ours", "memory, MB", "spikes"];
const machine =
  `${cpus()[0].model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the start; Node.js ` +
  `${process.versions.node}; median of ${rounds} run${rounds === 1 ? "" : "s"} by turns, one thread each`;
const rows: string[][] = [];
const entries: Entry[] = [];
console.log(`${machine}\n\n| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`);
try {
  for (const { name, what, unit, args, peers, tolerance, other } of chosen) {
    const kind = name.split("-")[0];
    const pixels = join(folder, "pixels");
    const extra: string[] = [];
    if (kind === "eth") {
      const digits = await mnist("train", { limit: Number(args[1]) });
      writeFileSync(pixels, Buffer.concat([...digits].map(({ image }) => image)));
      extra.push(pixels);
    }
    const ours = [
      "--import",
      "tsx",
      join(here, "../works", `${kind}.ts`),
      ...args,
      ...(kind === "eth" ? ["once"] : []),
    ];
    const contenders: Contender[] = [
      { simulator: "SpikeTensor", run: () => run(process.execPath, ours), found: [] },
      ...peers.map((peer) => {
        const script = join(here, `${kind}_${peer}.py`);
        return { simulator: NAMES[peer], run: () => run(python, [script, ...args, ...extra]), found: [] };
      }),
    ];
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) contender.found.push(contender.run());
    }
    const [own] = contenders;
    const spikes = own.found[0].spikes;
    const isOther = (simulator: string) => other !== undefined && simulator === NAMES[other];
    for (const { simulator, found } of contenders) {
      const at = (key: keyof Figures) => median(found.map((figures) => figures[key] ?? 0));
      const apart = Math.abs(at("spikes") / spikes - 1);
      if (!isOther(simulator) && apart > tolerance) {
        throw new Error(
          `race, ${name}: found ${at("spikes")} spikes in ${simulator} and ${spikes} in SpikeTensor, expected the same ` +
            `within ${100 * tolerance} %. They do not simulate the same network, so that times mean nothing.`,
        );
      }
      const ratios = found.map((figures, i) => figures.run / own.found[i].run);
      const isOurs = simulator === own.simulator;
      rows.push([
        isOurs ? what : "",
        isOther(simulator) ? `${simulator}, its own model` : simulator,
        isOurs || at("compile") === 0 ? "" : number(at("compile")),
        number(at("build")),
        `${number(at("run"))} ${unit}`,
        isOurs ? "" : number(median(ratios)),
        number(at("memory")),
        at("spikes").toLocaleString("en"),
      ]);
      console.log(`| ${rows.at(-1)?.join(" | ")} |`);
      if (!isOurs) entries.push({ work: name, simulator, ratio: median(ratios) });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

if (write) {
  const page = "docs/performance.md";
  const [start, end] = ["<!-- race -->\n", "<!-- end of race -->"];
  const text = readFileSync(page, "utf8");
  const table = [columns, columns.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const before = text.slice(0, text.indexOf(start) + start.length);
  writeFileSync(
    page,
    `${before}\n![How many times longer other simulators take](peers.svg)\n\n${machine}.\n\n${table}\n\n${text.slice(text.indexOf(end))}`,
  );
  await saveSvg(raceFigure(entries), "docs/peers.svg");
}
