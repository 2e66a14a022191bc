const NO_TEXT =
  "a value that no text can be made of (a symbol, an object without a prototype) is put into a message as it is";
const FIGURE = "figures are told by their kind alone: one whose inside has been changed fails while it is drawn";

/**
 * Functions whose faults are known and not mended yet, each with what happens. The attack leaves them out, and says so;
 * whoever mends one takes it off this list.
 */
export const open: Readonly<Record<string, string>> = {
  "plot.accuracyCurve": "a curve that is null",
  "plot.assignments": "a number of classes that no memory holds",
  "plot.confusionMatrix": "a tensor whose shape is no list",
  "plot.fiCurve": "points that are null",
  "plot.firingRates": NO_TEXT,
  "plot.image": NO_TEXT,
  "plot.interSpikeIntervals": NO_TEXT,
  "plot.raster": NO_TEXT,
  "plot.spikeCounts": NO_TEXT,
  "plot.stdpWindow": NO_TEXT,
  "plot.timeCourse": "lines that are no lists of numbers",
  "plot.weightHistogram": "a number of bins that no memory holds",
  report: "figures of a section that are no list",
  saveHtml: FIGURE,
  savePng: FIGURE,
  saveSvg: FIGURE,
  sweep: "no fault: a specification that says nothing is valid, and trains on all of MNIST for minutes",
  toPlotly: FIGURE,
  toVegaLite: FIGURE,
};
