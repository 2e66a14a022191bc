/** The plot functions, by the field's terms: each takes data and returns a figure. */
export { type AccuraciesOptions, accuracies } from "./accuracies.js";
export { type AccuracyCurveOptions, accuracyCurve } from "./accuracyCurve.js";
export { type AssignmentsOptions, assignments } from "./assignments.js";
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusionMatrix.js";
export { type FiCurveOptions, fiCurve } from "./fiCurve.js";
export { type FiringRatesOptions, firingRates } from "./firingRates.js";
export { type ImageOptions, image } from "./image.js";
export { type InterSpikeIntervalsOptions, interSpikeIntervals } from "./interSpikeIntervals.js";
export { type PhasePlaneOptions, phasePlane, type Trajectory } from "./phasePlane.js";
export { type RasterOptions, raster } from "./raster.js";
export { type ReceptiveFieldsOptions, receptiveFields } from "./receptiveFields.js";
export { type SpikeCountsOptions, spikeCounts } from "./spikeCounts.js";
export type { SpikeEvents, Spikes } from "./spikes.js";
export { type StdpWindowOptions, stdpWindow } from "./stdpWindow.js";
export { type TimeCourseOptions, timeCourse } from "./timeCourse.js";
export type { TimeCourseLine, TimeCourseLines, TimedValues } from "./timedLines.js";
export { type WeightHistogramOptions, weightHistogram } from "./weightHistogram.js";
