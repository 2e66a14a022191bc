import { extname } from "node:path";
import { InputError } from "../../errors.js";
import * as plot from "../../plot/plot.js";
import { saveHtml, savePng, saveSvg } from "../../plot/save.js";
import { readSweepResults } from "../../sweep/results.js";
import { sweepCsv, sweepTable } from "../../sweep/table.js";

export interface TableOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly figure?: string;
}

const SAVE = { ".html": saveHtml, ".png": savePng, ".svg": saveSvg } as const;

/** Prints the results of a sweep, and draws them on request. */
export async function printTable(folder: string, { csv, json, figure }: TableOptions): Promise<void> {
  if (csv && json) throw new InputError("sweep table: found --csv and --json, expected one of them.");
  const extension = figure === undefined ? ".html" : extname(figure);
  if (!(extension in SAVE)) {
    throw new InputError(`sweep table, --figure: found "${figure}", expected a file that ends in .html, .png or .svg.`);
  }
  const results = await readSweepResults(folder);
  if (json) console.log(JSON.stringify(results, null, 2));
  else console.log(csv ? sweepCsv(results) : sweepTable(results));
  if (figure === undefined) return;
  const groups: Record<string, number[]> = {};
  for (const { setting, accuracy } of results) {
    const name = setting || "all";
    if (accuracy !== undefined) groups[name] = [...(groups[name] ?? []), accuracy.allActivity];
  }
  if (Object.keys(groups).length === 0) {
    throw new InputError(
      `sweep table, --figure: found no run in ${folder} that has been tested, expected one. Run the sweep first.`,
    );
  }
  const drawn = plot.accuracies(groups, { title: "Test accuracy, all-activity vote" });
  await SAVE[extension as keyof typeof SAVE](drawn, figure);
}
