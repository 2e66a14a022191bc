import { test } from "uvu";
import * as assert from "uvu/assert";
import * as page from "../../src/browser.js";
import * as node from "../../src/index.js";

/** What only Node.js has, each for a reason that a page cannot get around. */
const NODE_ONLY: Readonly<Record<string, readonly string[]>> = {
  "reads or writes files by their path": [
    ...["idxDataset", "loadFilm", "loadRun", "mnist", "readAer", "readCsv", "readNir", "readNpy", "readNpz", "readShd"],
    ...["readSweepResults", "readWav", "saveHtml", "savePng", "saveSvg", "writeNir"],
  ],
  "starts processes, or makes tables of what they wrote": ["sweep", "sweepCsv", "sweepRows", "sweepTable"],
  "draws in a notebook, or listens to its stop button": [
    ...[
      "button",
      "checkbox",
      "dropdown",
      "interact",
      "isNotebook",
      "latex",
      "live",
      "play",
      "progress",
      "show",
      "slider",
    ],
    ...["Interrupted", "throwIfInterrupted", "yieldToEvents"],
  ],
  "makes figures, which packages draw that a page would have to carry": ["plot", "report", "toPlotly", "toVegaLite"],
  "is for TensorFlow.js or an NVIDIA GPU": ["cudaBackend", "useTfjs"],
};

test("Node.js has every name of a page, as the same thing, and more only for a stated reason", () => {
  const here = new Map<string, unknown>(Object.entries(node));
  for (const [name, value] of Object.entries(page)) assert.is(here.get(name), value, name);
  const more = Object.keys(node).filter((name) => !(name in page));
  assert.equal(more.sort(), Object.values(NODE_ONLY).flat().sort());
});

test.run();
