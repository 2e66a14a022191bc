import { join } from "node:path";
import { grouped } from "../../check/grouped.js";
import { loadRun } from "../../eth/loadRun.js";
import { writeWhole } from "../../host/writeWhole.js";
import * as plot from "../../plot/plot.js";
import { report } from "../../plot/report.js";
import { saveHtml } from "../../plot/save.js";
import { diehlCook2015Quick, diehlCook2015Sweep, PUBLISHED, shortName } from "../../sweep/diehlCook2015.js";
import { readSweepResults, type SweepResult } from "../../sweep/results.js";
import { neuronsOf } from "../../sweep/spec.js";
import { sweepCsv, sweepTable } from "../../sweep/table.js";
import { commandLine } from "../commandLine.js";
import { percent } from "../eth/text.js";
import { doSweep, type RunSweepOptions } from "./run.js";

export interface ReproduceOptions extends RunSweepOptions {
  readonly quick?: boolean;
  readonly report?: boolean;
}

const NAME = "diehl-cook-2015";

/** Does the paper's runs, or those that are left, and writes a report; returns the exit code. */
export async function runReproduce(options: ReproduceOptions): Promise<number> {
  const { quick, slurm } = options;
  const folder = options.out ?? join("runs", quick ? `${NAME}-quick` : NAME);
  if (!options.report) {
    const spec = quick ? diehlCook2015Quick : diehlCook2015Sweep;
    const again = commandLine("reproduce", NAME, ...(quick ? ["--quick"] : []), "--out", folder);
    const code = await doSweep({ spec, folder, where: "reproduce", again }, options);
    if (slurm || code !== 0) return code;
  }
  const results = await readSweepResults(folder);
  const path = join(folder, "report.html");
  await saveHtml(await reportOf(results), path);
  await writeWhole(join(folder, "table.txt"), [`${sweepTable(results)}\n`]);
  await writeWhole(join(folder, "runs.csv"), [`${sweepCsv(results)}\n`]);
  console.log(`Report: ${path}`);
  return 0;
}

async function reportOf(results: readonly SweepResult[]) {
  const tested = results.filter(({ accuracy }) => accuracy !== undefined);
  const groups: Record<string, number[]> = {};
  const published: Record<string, number> = {};
  for (const result of tested) {
    const name = shortName(result.setting);
    groups[name] = [...(groups[name] ?? []), result.accuracy?.allActivity ?? 0];
    const share = PUBLISHED[neuronsOf(result.choices)];
    if (share !== undefined) published[name] = share;
  }
  const curves = Object.fromEntries(
    tested.filter(({ curve }) => curve.examples.length > 0).map(({ name, curve }) => [shortName(name), curve]),
  );
  const sizes = [...new Set(tested.map(({ choices }) => neuronsOf(choices)))];
  const best = sizes.map((neurons) => {
    const own = tested.filter((result) => neuronsOf(result.choices) === neurons);
    return own.reduce((a, b) => ((b.accuracy?.allActivity ?? 0) > (a.accuracy?.allActivity ?? 0) ? b : a));
  });
  return report({
    title: "Diehl & Cook (2015), reproduced",
    sections: [
      {
        heading: "Accuracy by size, rule and constants",
        text:
          `${tested.length} of ${results.length} runs have been tested. A dot is a run, all-activity vote on its test ` +
          "digits; squares are the paper's figures for the size after all its passes, doi:10.3389/fncom.2015.00099. " +
          "Ours: other constants and direct inhibition (eth train --constants tuned --network diehlCookV2).",
        figures: tested.length > 0 ? [plot.accuracies(groups, { published, title: "Test accuracy" })] : [],
      },
      ...(Object.keys(curves).length > 0
        ? [
            {
              heading: "Accuracy over examples",
              text: "Running accuracy: each training digit is answered before it is learned.",
              figures: [plot.accuracyCurve(curves, { chance: 0.1 })],
            },
          ]
        : []),
      ...(await Promise.all(best.map(sectionOf))),
    ],
  });
}

/** Maximum number of neurons whose receptive fields fit on a page. */
const MOST_FIELDS = 400;

/** The best run of a network size. */
async function sectionOf(result: SweepResult) {
  const { test, accuracy, folder, name } = result;
  const { sim, assignments, config } = await loadRun(folder);
  const { rows, columns } = config.data;
  try {
    const fields = await sim.state.inputToExc.w.read();
    const shown = Math.min(config.neurons, MOST_FIELDS);
    return {
      heading: `${grouped(config.neurons)} neurons`,
      text: `The best run: ${shortName(name)}, ${percent(accuracy?.allActivity ?? 0)} of ${grouped(test?.digits ?? 0)} test digits.`,
      figures: [
        plot.receptiveFields(firstColumns(fields, config.neurons, shown), {
          field: [rows, columns],
          labels: assignments.slice(0, shown),
        }),
        plot.confusionMatrix([...(test?.allActivity ?? [])], { title: "Test digits, all-activity vote" }),
      ],
    };
  } finally {
    sim.dispose();
  }
}

/** Weights of the first neurons, [pixels, count], of [pixels, neurons]. */
function firstColumns(weights: Float32Array, neurons: number, count: number): Float32Array {
  if (count === neurons) return weights;
  const pixels = weights.length / neurons;
  return Float32Array.from(
    { length: pixels * count },
    (_, n) => weights[Math.floor(n / count) * neurons + (n % count)],
  );
}
