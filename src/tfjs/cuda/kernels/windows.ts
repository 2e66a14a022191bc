import { type backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { int } from "../cudaTensors.js";
import type { Launch } from "../kernelLauncher.js";

/** Arguments for kernels with windows that slide over an image, under TensorFlow.js's names. */
export function windowArgs({ padInfo, ...info }: backend_util.Conv2DInfo): Launch["args"] {
  return {
    inHeight: int(info.inHeight),
    inWidth: int(info.inWidth),
    inChannels: int(info.inChannels),
    outHeight: int(info.outHeight),
    outWidth: int(info.outWidth),
    outChannels: int(info.outChannels),
    filterHeight: int(info.filterHeight),
    filterWidth: int(info.filterWidth),
    strideHeight: int(info.strideHeight),
    strideWidth: int(info.strideWidth),
    dilationHeight: int(info.dilationHeight),
    dilationWidth: int(info.dilationWidth),
    padTop: int(padInfo.top),
    padLeft: int(padInfo.left),
  };
}

/** Strides of an image's values: `xBatch`, `xRow`, `xCol` and `xChannel` for the name x. */
export function imageStrides(
  name: string,
  shape: readonly number[],
  format: "channelsLast" | "channelsFirst",
): Launch["args"] {
  const [batch, second, third] = util.computeStrides([...shape]);
  const [row, col, channel] = format === "channelsLast" ? [second, third, 1] : [third, 1, second];
  return {
    [`${name}Batch`]: int(batch),
    [`${name}Row`]: int(row),
    [`${name}Col`]: int(col),
    [`${name}Channel`]: int(channel),
  };
}

/** Sums are float32 if any operand is. */
export const sumDtype = (...tensors: readonly TensorInfo[]): "float32" | "int32" =>
  tensors.some((t) => t.dtype === "float32") ? "float32" : "int32";
