import { closeSync, openSync, writeSync } from "node:fs";
import { attack } from "./calls.js";
import { open } from "./open.js";

/**
 * Makes calls of successive seeds and prints each find as a line of JSON. As a process of its own, as a call may end it:
 * the seed is in a file before the call.
 *
 *   node --import tsx test/attack/worker.ts FIRST COUNT [file]
 */
const [first, count, file] = process.argv.slice(2);
const journal = file === undefined ? undefined : openSync(file, "w");
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  if (journal !== undefined) writeSync(journal, String(seed).padEnd(20), 0);
  const find = await attack(seed, (name) => open[name] !== undefined);
  if (find !== undefined) console.log(JSON.stringify(find));
}
if (journal !== undefined) closeSync(journal);
// Whatever a call has left running, such as a live figure.
process.exit(0);
