/** The entry for Node.js: the browser's, and what needs files, drawing, tensors, CUDA, processes or a notebook. */
import "./notebook/cellVariables.js";
import "./notebook/quietWatcher.js";

export { type CudaOptions, cudaBackend } from "./backend/cuda/cuda.js";

export * from "./browser.js";
export { type CsvOptions, readCsv, type Table } from "./data/csv.js";
export { type IdxDatasetOptions, idxDataset, type Split } from "./data/idxDataset.js";
export type { Example, ImageDataset } from "./data/imageDataset.js";
export { type DownloadProgress, type MnistOptions, mnist } from "./data/mnist.js";
export { type NirOptions, readNir } from "./data/nir/readNir.js";
export { type WriteNirOptions, writeNir } from "./data/nir/writeNir.js";
export { readNpy, readNpz } from "./data/npy.js";
export type { NumberArray } from "./data/numberArray.js";
export { readAer } from "./data/readAer.js";
export { readShd, type ShdOptions, type SpikeExample } from "./data/shd.js";
export { readWav, type Sound } from "./data/wav.js";
export type { EthConfig, EthData } from "./eth/ethConfig.js";
export type { EthSimulation } from "./eth/ethNetwork.js";
export type { EthNumbers } from "./eth/ethNumbers.js";
export { type Film, type FilmFrame, loadFilm } from "./eth/film.js";
export { type LoadedRun, type LoadRunOptions, loadRun } from "./eth/loadRun.js";
export { Interrupted, throwIfInterrupted, yieldToEvents } from "./host/interruption.js";
export { isNotebook, latex } from "./notebook/display.js";
export { type LiveFigure, type LiveOptions, live } from "./notebook/live.js";
export { type ProgressOptions, progress, type SteeredOptions, type SteeredProgress } from "./notebook/progress.js";
export { show } from "./notebook/show.js";
export {
  button,
  checkbox,
  type DropdownOptions,
  dropdown,
  type PlayOptions,
  play,
} from "./notebook/widgets/choices.js";
export type { Control, Controls, ValuesOf } from "./notebook/widgets/control.js";
export { type DrawOf, interact } from "./notebook/widgets/interact.js";
export { type SliderOptions, slider } from "./notebook/widgets/slider.js";
export type { Figure } from "./plot/figure.js";
export * as plot from "./plot/plot.js";
export { type PlotlyJson, toPlotly } from "./plot/plotly/toPlotly.js";
export { report } from "./plot/report.js";
export { saveHtml, savePng, saveSvg } from "./plot/save.js";
export { toVegaLite, type VegaLiteSpec } from "./plot/vegaLite/toVegaLite.js";
export { readSweepResults, type SweepResult } from "./sweep/results.js";
export type { SlurmOptions } from "./sweep/slurmOptions.js";
export type { SweepChoices, SweepRun, SweepSpec } from "./sweep/spec.js";
export { type SweepOptions, sweep } from "./sweep/sweep.js";
export { type SweepRow, sweepCsv, sweepRows, sweepTable } from "./sweep/table.js";
export { type TfjsBackend, useTfjs } from "./tfjs/useTfjs.js";
export type { WithTensor } from "./tfjs/withTensor.js";
