const NO_TEXT =
  "a value that no text can be made of (a symbol, an object without a prototype) is put into a message as it is";
const NO_OPTIONS = "options that are missing, null or no record";
const FIGURE = "figures are told by their kind alone: one whose inside has been changed fails within Vega or Plotly";

/**
 * Functions whose faults are known and not mended yet, each with what happens. The attack leaves them out, and says so;
 * whoever mends one takes it off this list.
 */
export const open: Readonly<Record<string, string>> = {
  "Simulation.presentBatch": NO_OPTIONS,
  "Simulation.presentMany": NO_TEXT,
  "Simulation.present": NO_TEXT,
  "Simulation.restore": NO_TEXT,
  "Simulation.save": NO_TEXT,
  "Simulation.write": NO_TEXT,
  "Simulation.step": NO_TEXT,
  compile: NO_TEXT,
  connect: `${NO_TEXT}; populations without a model`,
  convolution: NO_TEXT,
  avgPool: NO_TEXT,
  maxPool: NO_TEXT,
  local: NO_TEXT,
  derive: `${NO_OPTIONS}; what is no model`,
  pairs: "lists that are missing or none, whole numbers that are none",
  poisson: NO_TEXT,
  population: NO_TEXT,
  spikeSource: NO_TEXT,
  sparse: NO_OPTIONS,
  neuron: "equations that are no texts",
  synapse: "rules that are no texts",
  progress: "what is missing or nothing to go through",
  useTfjs: NO_TEXT,
  report: "figures of a section that are no list",
  "plot.accuracyCurve": "a curve that is null",
  "plot.assignments": "a number of classes that no memory holds",
  "plot.fiCurve": "points that are null",
  "plot.firingRates": NO_TEXT,
  "plot.interSpikeIntervals": NO_TEXT,
  "plot.raster": NO_TEXT,
  "plot.spikeCounts": NO_TEXT,
  "plot.stdpWindow": NO_TEXT,
  "plot.timeCourse": "lines that are no lists of numbers",
  "plot.weightHistogram": "a number of bins that no memory holds",
  saveHtml: FIGURE,
  savePng: FIGURE,
  saveSvg: FIGURE,
};
