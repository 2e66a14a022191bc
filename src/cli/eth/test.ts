import { join } from "node:path";
import { grouped } from "../../check/grouped.js";
import { InputError } from "../../errors.js";
import { dataSource } from "../../eth/ethData.js";
import { accuracyOf, VOTES } from "../../eth/ethEvaluate.js";
import { labelsOf, restoreNetwork, trainingOf } from "../../eth/loadRun.js";
import { readRecord } from "../../eth/runFolder.js";
import type { BackendName } from "../../simulate/backends.js";
import { commandLine } from "../commandLine.js";
import { checkBackend } from "./checkBackend.js";
import { loadDigits } from "./loadDigits.js";
import type { TestOptions } from "./options.js";
import { testDigits } from "./testDigits.js";
import { configText, confusionText, headingOf, paceText, percent, votesText } from "./text.js";

/** Tests a trained network again; returns the exit code. */
export async function runTest(folder: string, options: TestOptions): Promise<number> {
  checkBackend("eth test", options);
  const record = await readRecord(folder);
  const { config } = record;
  if (record.labels === null) {
    throw new InputError(
      `eth test, ${folder}: found a run that has not labeled its neurons yet, expected a complete one. ` +
        `Complete it with: ${commandLine("eth", "train", "--resume", "--out", folder)}`,
    );
  }
  const source = options.data === undefined ? config.data.source : dataSource(options.data);
  const all = await loadDigits(source, "test");
  const { rows, columns, classes } = config.data;
  if (all.rows !== rows || all.columns !== columns || all.classes !== classes) {
    throw new InputError(
      `eth test, --data: found images of ${all.rows} × ${all.columns} in ${all.classes} classes, expected ` +
        `${rows} × ${columns} in ${classes}, as in training.`,
    );
  }
  const { examples = all.size } = options;
  if (examples > all.size) {
    throw new InputError(`eth test, --examples: found ${examples}, expected at most the ${all.size} in ${all.source}.`);
  }
  const digits = all.slice(0, examples);
  const sim = await restoreNetwork(folder, record, options);
  try {
    const labels = await labelsOf(folder, record);
    console.log(
      `${configText({ ...config, backend: sim.backend as BackendName })}, ${grouped(record.trained)} digits learned`,
    );
    const tested = await testDigits({ config, sim, labels, digits });
    if (tested === undefined) return 1;
    console.log(`Tested with ${paceText(tested.digits, tested.seconds)}`);
    console.log(votesText(tested));
    for (const vote of VOTES) {
      console.log(`\n${headingOf(vote)}, ${percent(accuracyOf(tested[vote]))}: answers in columns\n`);
      console.log(confusionText(tested[vote]));
    }
    if (options.plot) {
      const { writeReport } = await import("./report.js");
      const network = join(folder, record.network);
      await writeReport(folder, { config, sim, network, labels, tested, training: trainingOf(record), digits });
    }
    return 0;
  } finally {
    sim.dispose();
  }
}
