import { grouped } from "../../check/grouped.js";
import { digitsToTrain } from "../../eth/ethTrain.js";
import { type RunState, type RunStatus, readStatus, readSweep } from "../../sweep/sweepFolder.js";

const STATES: readonly RunState[] = ["done", "running", "stopped", "failed", "waiting"];

/** Prints the state of each run of a sweep, and the number of runs in each state. */
export async function printStatus(folder: string): Promise<void> {
  const all = await readStatus(folder, (await readSweep(folder)).runs);
  for (const status of all) console.log(lineOf(status));
  const counts = STATES.map((state) => [state, all.filter((status) => status.state === state).length] as const);
  const found = counts.filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`);
  console.log(`\n${all.length} runs: ${found.join(", ")}`);
}

function lineOf({ run, state, record, error }: RunStatus): string {
  const far =
    record && state !== "done"
      ? `, ${grouped(record.trained)} of ${grouped(digitsToTrain(record.config))} digits saved`
      : "";
  return `${state.padEnd(8)} ${run.name}${far}${error === undefined ? "" : `: ${error.split("\n")[0]}`}`;
}
