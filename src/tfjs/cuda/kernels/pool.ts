import { backend_util, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import { type CudaTensors, read, write } from "../cudaTensors.js";
import { storedType } from "../tensorData.js";
import { kernel } from "./kernel.js";
import { windowArgs } from "./windows.js";

interface Pooling {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function infoOf(
  name: string,
  { shape }: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: Pooling,
): backend_util.Conv2DInfo {
  if (shape.length !== 4) {
    throw new BackendError(`cuda, ${name}: found a tensor of [${shape}], expected four dimensions.`);
  }
  return backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** For each value of the output: its window, and the part of it within the image. */
const WINDOW = `  const int channel = i % inChannels, spot = i / inChannels;
  const int top = spot / outWidth % outHeight * strideHeight - padTop;
  const int left = spot % outWidth * strideWidth - padLeft;
  const int lastRow = min(inHeight, top + filterHeight), lastCol = min(inWidth, left + filterWidth);
  const int image = spot / outWidth / outHeight * inHeight;`;

/** Runs a statement for each `value` of a window, in memory order. */
const overWindow = (statement: string) => `  for (int row = max(0, top); row < lastRow; row++) {
    for (int col = max(0, left); col < lastCol; col++) {
      const auto value = x[((image + row) * inWidth + col) * inChannels + channel];
      ${statement}
    }
  }`;

const LEAST = (isFloat: boolean) => (isFloat ? "float best = -INFINITE;" : "int best = -2147483647 - 1;");

/** NaN is never the maximum, and the maximum of no whole numbers is 0, as on TensorFlow.js's own backend. */
const MAXIMUM = (isFloat: boolean) => `  ${LEAST(isFloat)}
${overWindow("if (value > best) best = value;")}
  out[i] = ${isFloat ? "best" : "max(0, top) < lastRow && max(0, left) < lastCol ? best : 0"};`;

const AVERAGE = (isFloat: boolean) => `  float sum = 0.0f;
  int count = 0;
${overWindow("sum += value, count++;")}
  out[i] = ${isFloat ? "sum / count" : "toInt(sum / count)"};`;

function pool(
  name: string,
  backend: CudaTensors,
  x: TensorInfo,
  attrs: Pooling,
  body: (isFloat: boolean) => string,
): TensorInfo {
  const info = infoOf(name, x, attrs);
  const isFloat = storedType(x.dtype) === "float32";
  const isSame = util.arraysEqual(info.inShape, info.outShape);
  if (info.filterHeight === 1 && info.filterWidth === 1 && isSame) return backend.view(x, x.shape);
  const out = backend.output(info.outShape, x.dtype);
  backend.launchElements({
    name,
    variant: "",
    args: { x: read(backend, x), out: write(backend, out), ...windowArgs(info) },
    elements: util.sizeFromShape(info.outShape),
    body: () => `${WINDOW}\n${body(isFloat)}`,
  });
  return out;
}

/** The position of the first maximum in each window; -1 if there is none. */
function maxPositions(backend: CudaTensors, x: TensorInfo, info: backend_util.Conv2DInfo): TensorInfo {
  const isFloat = storedType(x.dtype) === "float32";
  const out = backend.output(info.outShape, "int32");
  backend.launchElements({
    name: "maxPoolPositions",
    variant: "",
    args: { x: read(backend, x), out: write(backend, out), ...windowArgs(info) },
    elements: util.sizeFromShape(info.outShape),
    body: () => `${WINDOW}
  ${LEAST(isFloat)}
  int position = -1;
${overWindow("if (value > best) best = value, position = (row - top) * filterWidth + col - left;")}
  out[i] = position;`,
  });
  return out;
}

/**
 * Gathers the gradient of each input value from the windows that contain it, so that no two threads write to one
 * address.
 */
function poolGrad(
  name: string,
  backend: CudaTensors,
  dy: TensorInfo,
  info: backend_util.Conv2DInfo,
  positions?: TensorInfo,
): TensorInfo {
  storedType(dy.dtype);
  const out = backend.output(info.inShape, "float32");
  const take = positions ? "if (positions[at] == r * filterWidth + c) sum += dy[at];" : "sum += dy[at];";
  backend.launchElements({
    name,
    variant: "",
    args: {
      dy: read(backend, dy),
      ...(positions && { positions: read(backend, positions) }),
      out: write(backend, out),
      ...windowArgs(info),
    },
    elements: util.sizeFromShape(info.inShape),
    body: () => `  const int channel = i % inChannels, spot = i / inChannels;
  const int image = spot / inWidth / inHeight * outHeight;
  float sum = 0.0f;
  for (int r = 0; r < filterHeight; r++) {
    const int y = spot / inWidth % inHeight + padTop - r;
    if (y < 0 || y % strideHeight != 0 || y / strideHeight >= outHeight) continue;
    for (int c = 0; c < filterWidth; c++) {
      const int z = spot % inWidth + padLeft - c;
      if (z < 0 || z % strideWidth != 0 || z / strideWidth >= outWidth) continue;
      const int at = ((image + y / strideHeight) * outWidth + z / strideWidth) * inChannels + channel;
      ${take}
    }
  }
  out[i] = ${positions ? "sum" : "sum * (1.0f / (filterHeight * filterWidth))"};`,
  });
  return out;
}

export const poolKernels: readonly KernelConfig[] = [
  kernel<Pooling>("MaxPool", ({ x }, backend, attrs) => pool("maxPool", backend, x, attrs, MAXIMUM)),
  kernel<Pooling>("AvgPool", ({ x }, backend, attrs) => pool("avgPool", backend, x, attrs, AVERAGE)),
  kernel<Pooling>("MaxPoolGrad", ({ dy, input }, backend, attrs) => {
    const info = infoOf("MaxPoolGrad", input, attrs);
    const positions = maxPositions(backend, input, info);
    const result = poolGrad("maxPoolGrad", backend, dy, info, positions);
    backend.disposeIntermediateTensorInfo(positions);
    return result;
  }),
  kernel<Pooling>("AvgPoolGrad", ({ dy, input }, backend, attrs) =>
    poolGrad("avgPoolGrad", backend, dy, infoOf("AvgPoolGrad", input, { ...attrs, dimRoundingMode: undefined })),
  ),
];
