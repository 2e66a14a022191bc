import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { weightScale } from "../catalog/networks/diehlCook2015.js";
import { checkText } from "../check/text.js";
import { CheckpointError, InputError } from "../errors.js";
import { requirePackage } from "../host/requirePackage.js";
import { writeWhole } from "../host/writeWhole.js";
import { mosaicSize, squareGrid, tileOrigin } from "../plot/tiles.js";
import type { EthConfig } from "./ethConfig.js";
import { readRecord } from "./runFolder.js";
import { filmFile, trainedIn } from "./runRecord.js";

/** The largest value of a pixel: the weight at its bound. */
const WHITE = 255;

/** The receptive fields of a run at one point of its training. */
export interface FilmFrame {
  /** Number of digits learned so far. */
  readonly trained: number;
  /** Input weights [pixels, neurons], row by row, rounded to 1/255 of their bound. */
  weights(): Promise<Float32Array>;
}

/** The receptive fields of a run over its training. */
export interface Film {
  /** Rows and columns of a field. */
  readonly field: readonly [number, number];
  /** In training order. */
  readonly frames: readonly FilmFrame[];
}

/** The position of each neuron's field in a frame. */
function layoutOf({ neurons, data: { rows, columns } }: EthConfig) {
  const tiles = { field: [rows, columns] as const, grid: squareGrid(neurons) };
  const [height, width] = mosaicSize(tiles);
  return { width, height, origins: Array.from({ length: neurons }, (_, neuron) => tileOrigin(tiles, neuron)) };
}

const bound = ({ wMax, data: { rows, columns } }: EthConfig): number => wMax * weightScale(rows * columns);

/** Visits the pixels of a frame and the weights that they show. */
function eachPixel(config: EthConfig, visit: (pixel: number, weight: number) => void): void {
  const { neurons, data } = config;
  const { width, origins } = layoutOf(config);
  for (const [neuron, [top, left]] of origins.entries()) {
    for (let k = 0; k < data.rows * data.columns; k++) {
      const row = top + Math.floor(k / data.columns);
      visit(row * width + left + (k % data.columns), k * neurons + neuron);
    }
  }
}

/** @throws InputError for a network whose neurons do not see the whole image */
export function checkFilm({ network }: EthConfig): void {
  if (network !== "locallyConnected") return;
  throw new InputError(
    `eth train, --film: found the network ${network}, in which each neuron sees a part of the image, expected one ` +
      "whose neurons see all of it. Leave --film out.",
  );
}

/**
 * Writes the fields of all neurons, side by side, as one 8-bit grayscale PNG into a run's folder.
 * @param weights [pixels, neurons]
 * @throws FileError if the disk refuses
 */
export async function writeFrame(
  folder: string,
  config: EthConfig,
  trained: number,
  weights: Float32Array,
): Promise<void> {
  const { width, height } = layoutOf(config);
  const pixels = new Uint8Array(width * height);
  const unit = WHITE / bound(config);
  eachPixel(config, (pixel, weight) => {
    pixels[pixel] = Math.round(Math.min(WHITE, weights[weight] * unit));
  });
  const { encode } = requirePackage<typeof import("fast-png")>("fast-png");
  const bytes = encode({ width, height, data: pixels, depth: 8, channels: 1 });
  await writeWhole(join(folder, filmFile(trained)), [bytes]);
}

/**
 * Loads the pictures of receptive fields that `spiketensor eth train --film` has saved. Frames are read on demand.
 *
 * ```ts
 * const { field, frames } = await loadFilm("runs/eth-400-0");
 * await interact({ frame: play(frames.length) }, async ({ frame }) =>
 *   plot.receptiveFields(await frames[frame].weights(), { field, title: `After ${frames[frame].trained} digits` }),
 * );
 * ```
 *
 * @throws CheckpointError if there is no run, or no frame of it; from a frame, if its file is damaged
 * @throws InputError for a folder that is not a string
 */
export async function loadFilm(folder: string): Promise<Film> {
  checkText("loadFilm, folder", folder, "runs/eth-400-0");
  const { config, trained } = await readRecord(folder);
  const { rows, columns } = config.data;
  const moments = (await readdir(folder)).flatMap((name) => trainedIn(name) ?? []);
  const frames = moments
    .filter((moment) => moment <= trained)
    .sort((a, b) => a - b)
    .map((moment) => ({ trained: moment, weights: () => readFrame(join(folder, filmFile(moment)), config) }));
  if (frames.length > 0) return { field: [rows, columns], frames };
  throw new CheckpointError(
    `${folder}: found no pictures of the receptive fields. Train again with spiketensor eth train --film 500.`,
  );
}

async function readFrame(path: string, config: EthConfig): Promise<Float32Array> {
  const { width, height } = layoutOf(config);
  const image = await decodePng(path);
  if (image.width !== width || image.height !== height || image.channels !== 1 || image.depth !== 8) {
    throw new CheckpointError(
      `${path}: found a picture of ${image.width} × ${image.height}, expected ${width} × ${height} in 8-bit gray, as eth train ` +
        "writes it. Train again, or use another run.",
    );
  }
  const weights = new Float32Array(config.data.rows * config.data.columns * config.neurons);
  const unit = bound(config) / WHITE;
  eachPixel(config, (pixel, weight) => {
    weights[weight] = image.data[pixel] * unit;
  });
  return weights;
}

async function decodePng(path: string) {
  const { decode } = requirePackage<typeof import("fast-png")>("fast-png");
  try {
    return decode(await readFile(path), { checkCrc: true });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new CheckpointError(`${path}: cannot be read (${found}). Train again, or use another run.`);
  }
}
