import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { grouped } from "../../check/grouped.js";
import { accuraciesOf } from "../../eth/ethEvaluate.js";
import { digitsToTrain } from "../../eth/ethTrain.js";
import { readRecord } from "../../eth/runFolder.js";
import { summary } from "../../host/summary.js";
import { LabelVote } from "../../learning/labelVote.js";
import { commandLine } from "../commandLine.js";
import { accuraciesText, configText, paceText, percent, repeatsText, settingsRows } from "./text.js";

/** Prints a run's settings, progress and results. */
export async function runInfo(folder: string): Promise<void> {
  const { config, trained, seconds, labels, test, curve, versions, network, vote } = await readRecord(folder);
  const { data } = config;
  const total = digitsToTrain(config);
  const passes = config.passes === 1 ? "one pass" : `${config.passes} passes`;
  const last = curve.accuracy.at(-1);
  const rows: [string, string][] = [
    ["network", configText(config)],
    ...settingsRows(config),
    ["data", `${data.source}, ${data.rows} × ${data.columns} pixels, ${data.classes} classes`],
    [
      "training",
      `${passes} over ${grouped(config.examples)} digits; ${trained === total ? "complete" : `${grouped(trained)} of ${grouped(total)} so far`}`,
    ],
    ...(trained > 0 ? [["pace", paceText(trained, seconds)] as [string, string]] : []),
    [
      "accuracy",
      last === undefined
        ? LabelVote.from(vote).accuracyText
        : `${percent(last)} on ${grouped(config.updateInterval)} digits before ${grouped(curve.examples.at(-1) ?? 0)}`,
    ],
    [
      "labels",
      labels === null ? "not yet" : `by ${grouped(config.labelExamples)} training digits${repeatsText(config)}`,
    ],
    ["test", test === null ? "not yet" : `${accuraciesText(accuraciesOf(test))}, on ${grouped(test.digits)} digits`],
    ["written by", `spiketensor ${versions.spiketensor}, Node.js ${versions.node}`],
    [
      "files",
      readdirSync(folder)
        .map((name) => `${name} (${sizeText(statSync(join(folder, name)).size)})`)
        .join(", "),
    ],
    ...(network && trained < total
      ? [["continue with", commandLine("eth", "train", "--resume", "--out", folder)] as [string, string]]
      : []),
  ];
  console.log(summary(`Run of the ETH network in ${folder}`, rows));
}

const sizeText = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
