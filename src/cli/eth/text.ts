import { weightScale } from "../../catalog/networks/diehlCook2015.js";
import { grouped } from "../../check/grouped.js";
import type { EthConfig } from "../../eth/ethConfig.js";
import { accuracyOf, type Confusion, type EthTest, VOTE_NAMES, VOTES, type Vote } from "../../eth/ethEvaluate.js";
import { ETH_NUMBERS, type EthNumberName } from "../../eth/ethNumbers.js";
import { RULES_WITH } from "../../eth/ethRule.js";
import { topologiesWith } from "../../eth/ethTopology.js";
import { formatRate, formatSeconds } from "../../notebook/rate.js";

/** How often each digit is shown for the labels and in the test, if more than once. */
export const repeatsText = ({ repeats }: EthConfig): string => (repeats === 1 ? "" : `, each shown ${repeats} times`);

export const counted = (count: number, thing: string): string => `${grouped(count)} ${thing}${count === 1 ? "" : "s"}`;
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** `60,000 digits in 58 s: 1,031 digits/s, 0.97 ms a digit` */
export function paceText(digits: number, seconds: number): string {
  const perDigit = (1000 * seconds) / digits;
  return (
    `${counted(digits, "digit")} in ${formatSeconds(seconds)}: ${formatRate(digits / seconds)} digits/s, ` +
    `${perDigit.toPrecision(3)} ms a digit`
  );
}

/** `lmSnn, 400 neurons, seed 0, step 0.5 ms, 350 ms + 150 ms a digit, batches of 16 (sum), backend wasm` */
export function configText(config: EthConfig): string {
  const { constants, network, neurons, seed, dt, presentation, rest, rule, rate, batch, order, combine, backend } =
    config;
  const own = constants === "paper" ? "" : `, ${constants} constants`;
  const other = network === "diehlCook2015" ? "" : `${network}, `;
  const bright = rate === ETH_NUMBERS.rate.initial || constants !== "paper" ? "" : `, ${rate} Hz for a white pixel`;
  const learning = rule === "triplet" ? "" : `, rule ${rule}`;
  const shuffled = order === "shuffled" ? ", shuffled" : "";
  const batches = batch === 1 ? "" : `, batches of ${grouped(batch)} (${combine})`;
  return (
    `${other}${counted(neurons, "neuron")}${own}, seed ${seed}, step ${dt} ms, ${presentation} ms + ${rest} ms a digit${bright}${learning}${shuffled}${batches}, ` +
    `backend ${backend}`
  );
}

/** The network's numbers that apply, with those of the input scaled for its number of pixels. */
export function settingsRows(config: EthConfig): [name: string, text: string][] {
  const { network, rule, inhibition, inhibitionProbability, data } = config;
  const has = (name: EthNumberName) => topologiesWith(name)?.includes(network) ?? true;
  const scaled = (value: number) => Number((value * weightScale(data.rows * data.columns)).toPrecision(4));
  const weights = [
    ...(has("excitation") ? [`excitation ${config.excitation}`] : []),
    ...(has("inhibition") ? [`inhibition ${inhibition}`] : []),
    ...(has("inhibitionProbability") && inhibitionProbability < 1
      ? [`of ${percent(inhibitionProbability)} of the others`]
      : []),
    ...(has("maxInhibition") ? [`growing to ${config.maxInhibition}`] : []),
    `a sum of ${Number(config.normalize.toPrecision(4))} from the input, each at most ${scaled(config.wMax)}`,
  ];
  const windows = `${config.filters} neurons for each window of ${config.size} × ${config.size}, ${config.stride} apart`;
  const pre = RULES_WITH.etaPre?.includes(rule) ? `${scaled(config.etaPre)} (pre), ` : "";
  const traces = [
    config.tauPre,
    ...(RULES_WITH.tauPost?.includes(rule) ? [config.tauPost] : []),
    ...(RULES_WITH.tauPost2?.includes(rule) ? [config.tauPost2] : []),
  ];
  return [
    ...(has("filters") ? [["windows", windows] as [string, string]] : []),
    ["weights", weights.join(", ")],
    ["learning", `rule ${rule}, eta ${pre}${scaled(config.etaPost)} (post), traces of ${traces.join(", ")} ms`],
    ["threshold", `rises by ${thetaText(config)}, time constant ${config.tauTheta} ms`],
    ["input", inputText(config)],
  ];
}

/** By how much a spike raises the threshold. */
export function thetaText({ thetaPlus, thetaFirst, thetaSpikes }: EthConfig): string {
  if (thetaFirst === 0) return `${thetaPlus} mV at a spike`;
  return `${thetaFirst} mV at a neuron's first spike, falling to ${thetaPlus} mV over ${thetaSpikes} spikes`;
}

function inputText({ rate, brightness }: EthConfig): string {
  const scaled = brightness > 0 ? `, digits scaled to a mean brightness of ${brightness}` : "";
  return `${rate} Hz for a white pixel${scaled}`;
}

/** `All-activity` */
export const headingOf = (vote: Vote): string => VOTE_NAMES[vote].replace(/^./, (letter) => letter.toUpperCase());

/** The accuracies of all votes on one line. */
export const accuraciesText = (shares: Readonly<Record<Vote, number>>): string =>
  VOTES.map((vote) => `${percent(shares[vote])} ${VOTE_NAMES[vote]}`).join(", ");

/** The accuracy of each vote, one per line. */
export function votesText(test: EthTest): string {
  return VOTES.map((vote) => `  ${VOTE_NAMES[vote].padEnd(19)}  ${percent(accuracyOf(test[vote]))}`).join("\n");
}

/** The matrix as a table: the true class in rows, the answered one in columns. */
export function confusionText(confusion: Confusion): string {
  const classes = Math.sqrt(confusion.length);
  const width = Math.max(...confusion.map((count) => String(count).length), 2) + 2;
  const row = (head: string, cells: readonly (number | string)[]) =>
    `${head.padStart(8)}${cells.map((cell) => String(cell).padStart(width)).join("")}`;
  const names = Array.from({ length: classes }, (_, label) => label);
  const rows = names.map((label) => row(String(label), confusion.slice(label * classes, (label + 1) * classes)));
  return [row("true", names), ...rows].join("\n");
}
