import { fitzHughNagumo } from "../../src/catalog/neurons/fitzHughNagumo.js";
import { neuron } from "../../src/model/neuron.js";
import { accuracies } from "../../src/plot/accuracies.js";
import { accuracyCurve } from "../../src/plot/accuracyCurve.js";
import { assignments } from "../../src/plot/assignments.js";
import { confusionMatrix } from "../../src/plot/confusionMatrix.js";
import { fiCurve } from "../../src/plot/fiCurve.js";
import type { Figure } from "../../src/plot/figure.js";
import { firingRates } from "../../src/plot/firingRates.js";
import { image } from "../../src/plot/image.js";
import { interSpikeIntervals } from "../../src/plot/interSpikeIntervals.js";
import { phasePlane } from "../../src/plot/phasePlane.js";
import { raster } from "../../src/plot/raster.js";
import { receptiveFields } from "../../src/plot/receptiveFields.js";
import { spikeCounts } from "../../src/plot/spikeCounts.js";
import { stdpWindow } from "../../src/plot/stdpWindow.js";
import { timeCourse } from "../../src/plot/timeCourse.js";
import { weightHistogram } from "../../src/plot/weightHistogram.js";
import { ms } from "../../src/units/units.js";
import { uniform } from "./support.js";

const random = uniform(7);
const many = 100_000;

/** A small figure of every kind, and a raster too large for a mark per spike. */
export const figures: { readonly [name: string]: Figure } = {
  accuracies: accuracies({ "100 neurons": [0.8, 0.83], "400 neurons": [0.88] }, { published: { "400 neurons": 0.87 } }),
  accuracyCurve: accuracyCurve({ examples: [0, 1000, 2000], accuracy: [0.1, 0.6, 0.8] }, { chance: 0.1 }),
  assignments: assignments([0, 1, 2, 3, -1, 5, 6, 7, 8, 9]),
  confusionMatrix: confusionMatrix([5, 1, 0, 0, 4, 2, 1, 0, 7]),
  fiCurve: fiCurve({ input: [0, 100, 200], rates: [0, 10, 40] }),
  firingRates: firingRates([1, 5, 2]),
  image: image(Float32Array.from({ length: 784 }, random), { shape: [28, 28] }),
  interSpikeIntervals: interSpikeIntervals({ times: ms([1, 2, 4, 8]), neurons: [0, 0, 0, 0] }),
  phasePlane: phasePlane(neuron(fitzHughNagumo), {
    axes: { v: [-2.5, 2.5], w: [-1, 2] },
    trajectory: { v: [-2, 2, 0], w: [0, 1, 0] },
  }),
  raster: raster({ times: ms([1, 2, 3]), neurons: [0, 1, 2] }),
  rasterLarge: raster({
    times: ms(Float32Array.from({ length: many }, () => 1000 * random())),
    neurons: Int32Array.from({ length: many }, () => Math.floor(400 * random())),
  }),
  receptiveFields: receptiveFields(Float32Array.from({ length: 784 * 4 }, random), {
    field: [28, 28],
    labels: [1, 2, 3, -1],
  }),
  spikeCounts: spikeCounts([1, 2, 2, 3]),
  stdpWindow: stdpWindow(ms([-10, 10]), [-1, 1]),
  timeCourse: timeCourse(
    { v: [-65, -60], g: { values: [0, 1], panel: "conductance (nS)" } },
    { every: ms(0.5), threshold: -52, spikes: ms([0.2]) },
  ),
  weightHistogram: weightHistogram([0, 0.1, 0.5], { unit: "nS" }),
};
