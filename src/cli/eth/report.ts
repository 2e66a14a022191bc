import { join } from "node:path";
import { grouped } from "../../check/grouped.js";
import type { ImageDataset } from "../../data/imageDataset.js";
import { ratesOf } from "../../encode/rates.js";
import type { EthConfig } from "../../eth/ethConfig.js";
import { accuracyOf, type EthTest, VOTES } from "../../eth/ethEvaluate.js";
import { type EthSimulation, ethPresentation, ethRates, restUntilSilent } from "../../eth/ethNetwork.js";
import type { Training } from "../../eth/ethTrain.js";
import { REPORT_FILE } from "../../eth/runFolder.js";
import type { LabelAssignment } from "../../learning/assignLabels.js";
import type { Figure } from "../../plot/figure.js";
import { binValues, histogramFigure } from "../../plot/histogram.js";
import * as plot from "../../plot/plot.js";
import { type Report, report } from "../../plot/report.js";
import { saveHtml } from "../../plot/save.js";
import { configText, headingOf, paceText, percent, settingsRows, thetaText } from "./text.js";

/** The content of a report. */
interface Reported {
  readonly config: EthConfig;
  readonly sim: EthSimulation;
  /** The checkpoint of the trained network. */
  readonly network: string;
  readonly labels: LabelAssignment;
  readonly tested: EthTest;
  readonly training: Training;
  /** Test digits; the first one is presented. */
  readonly digits: ImageDataset;
}

/** Writes the report of a run to its folder, and prints its path. */
export async function writeReport(folder: string, reported: Reported): Promise<void> {
  await reported.sim.restore(reported.network);
  await restUntilSilent(reported.sim);
  const path = join(folder, REPORT_FILE);
  await saveHtml(await makeReport(reported), path);
  console.log(`Report: ${path}`);
}

async function makeReport({ config, sim, labels, tested, training, digits }: Reported): Promise<Report> {
  const { rows, columns } = config.data;
  const [shown, label] = [digits.image(0), digits.labels[0]];
  const presented = await sim.present(
    { input: ratesOf(shown, ethRates(config)) },
    { ...ethPresentation(config), learning: false, record: ["input", "exc"] },
  );
  const votes = VOTES.map((vote) => [headingOf(vote), tested[vote]] as const);
  const hasCurve = training.curve.examples.length > 0;
  return report({
    title: `ETH network: ${grouped(config.neurons)} neurons, ${percent(accuracyOf(tested.allActivity))} of ${grouped(tested.digits)} test digits right`,
    sections: [
      {
        heading: "The run",
        text: [
          `${configText(config)}.`,
          settingsRows(config)
            .map(([name, text]) => `${name}: ${text}`)
            .join("\n"),
          `Data: ${digits.source}. Trained with ${paceText(training.trained, training.seconds)}. ` +
            `Tested with ${paceText(tested.digits, tested.seconds)}.`,
          votes.map(([name, matrix]) => `${name}: ${percent(accuracyOf(matrix))}`).join("\n"),
        ].join("\n\n"),
      },
      {
        heading: "What the neurons have learned",
        text: "Input weights of each excitatory neuron as an image, with the class that it is assigned to.",
        figures: [
          plot.receptiveFields(await sim.state.inputToExc.w.read(), { field: [rows, columns], labels: labels.labels }),
          plot.assignments(labels.labels, { classes: config.data.classes }),
        ],
      },
      {
        heading: "Thresholds",
        text:
          `Theta, by which each excitatory neuron's threshold has risen in training: it goes up by ${thetaText(config)}, ` +
          `and decays with a time constant of ${config.tauTheta} ms.`,
        figures: [thetaFigure(await sim.state.exc.theta.read())],
      },
      {
        heading: "Accuracy",
        text: [
          "Answers to test digits, while weights and thresholds stayed as they were.",
          ...(hasCurve
            ? [
                "Running accuracy: each training digit is answered before it is learned; a point is the share of right " +
                  `answers among the last ${grouped(config.updateInterval)}.`,
              ]
            : []),
        ].join("\n\n"),
        figures: [
          ...(hasCurve ? [plot.accuracyCurve(training.curve, { chance: 1 / config.data.classes })] : []),
          ...votes.map(([name, matrix]) =>
            plot.confusionMatrix([...matrix], { title: `${name}: ${percent(accuracyOf(matrix))} right` }),
          ),
        ],
      },
      {
        heading: "One presentation",
        text: `The first test digit, a ${label}, for ${config.presentation} ms, then ${config.rest} ms of rest.`,
        figures: [
          plot.image(shown, { shape: [rows, columns], range: [0, 255], title: `Test digit 0, a ${label}` }),
          plot.raster(presented.spikes.input, { title: "Input spikes" }),
          plot.raster(presented.spikes.exc, { title: "Excitatory spikes" }),
        ],
      },
      {
        heading: "Firing rates",
        text: "Of each excitatory neuron while digits were shown, on average over the classes of the labeling run.",
        figures: [plot.firingRates(meanRates(labels, config))],
      },
    ],
  });
}

/** @param theta mV, [neurons] */
function thetaFigure(theta: Float32Array): Figure {
  const [least, most] = [Math.min(...theta), Math.max(...theta)];
  const mean = theta.reduce((sum, value) => sum + value, 0) / theta.length;
  const bins = binValues(theta, least, most > least ? most : least + 1, 40);
  return histogramFigure(bins, {
    title: `Theta: ${mean.toFixed(2)} mV on average`,
    subtitle: `${theta.length} neurons, from ${least.toFixed(2)} to ${most.toFixed(2)} mV`,
    xLabel: "theta (mV)",
    yLabel: "neurons",
  });
}

/** Hz, [neurons] */
function meanRates({ labels, rates }: LabelAssignment, { data, presentation }: EthConfig): Float32Array {
  const { classes } = data;
  return Float32Array.from(labels, (_, j) => {
    const spikes = rates.subarray(j * classes, (j + 1) * classes).reduce((sum, rate) => sum + rate, 0);
    return (1000 * spikes) / classes / presentation;
  });
}
