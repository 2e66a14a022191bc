import { backend_util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import { type CudaTensors, read, write } from "../cudaTensors.js";
import { type Fused, finish } from "./activation.js";
import { cast } from "./basic.js";
import { kernel, refuse } from "./kernel.js";
import { matMul } from "./matMul.js";
import { computeProduct } from "./product.js";
import { imageStrides, sumDtype, windowArgs } from "./windows.js";

type Pair = number | [number, number];
type Shape4 = [number, number, number, number];

/** Attributes of all convolutions. */
interface Convolution {
  readonly strides: Pair;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dilations?: Pair;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function infoOf(
  shape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dataFormat = "NHWC", dimRoundingMode }: Convolution,
  isDepthwise = false,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    [...shape] as Shape4,
    [...filterShape] as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    isDepthwise,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
}

function refuseOthers(name: string, ...tensors: readonly TensorInfo[]): void {
  for (const dtype of ["complex64", "string"]) refuse(name, dtype, ...tensors);
}

/** The value of x in a window, by its `position` in the output and its `tap` in the filter; 0 outside the image. */
const PATCH = `const int spot = position % (outHeight * outWidth), window = tap / inChannels;
    const int y = spot / outWidth * strideHeight - padTop + window / filterWidth * dilationHeight;
    const int z = spot % outWidth * strideWidth - padLeft + window % filterWidth * dilationWidth;
    if (y < 0 || y >= inHeight || z < 0 || z >= inWidth) return 0;
    return x[position / (outHeight * outWidth) * xBatch + y * xRow + z * xCol + tap % inChannels * xChannel];`;

/** Index of a channel's value in an image, by the position of its pixel. */
const pixel = (name: string, position: string, channel: string, side: "in" | "out") => {
  const area = `(${side}Height * ${side}Width)`;
  return `${position} / ${area} * ${name}Batch + ${position} % ${area} / ${side}Width * ${name}Row + ${position} % ${side}Width * ${name}Col + ${channel} * ${name}Channel`;
};

/** A product of windows (rows) and filters (columns). */
function conv2D(backend: CudaTensors, x: TensorInfo, filter: TensorInfo, attrs: Convolution): TensorInfo {
  refuseOthers("Conv2D", x, filter);
  const info = infoOf(x.shape, filter.shape, attrs);
  const isLast = info.dataFormat === "channelsLast";
  if (isLast && isPointwise(info)) return pointwise(backend, x, filter, info);
  const out = backend.output(info.outShape, sumDtype(x, filter));
  computeProduct(backend, {
    name: "conv2D",
    variant: info.dataFormat,
    args: {
      x: read(backend, x),
      filter: read(backend, filter),
      ...windowArgs(info),
      ...imageStrides("x", x.shape, info.dataFormat),
      ...imageStrides("y", info.outShape, info.dataFormat),
    },
    batches: 1,
    rows: info.batchSize * info.outHeight * info.outWidth,
    cols: info.outChannels,
    depth: info.filterHeight * info.filterWidth * info.inChannels,
    first: `const int position = row, tap = k;\n    ${PATCH}`,
    second: "return filter[k * cols + col];",
    place: `return ${pixel("y", "row", "col", "out")};`,
    firstAlong: isLast ? "k" : "row",
    secondAlong: "col",
    out,
  });
  const result = cast(backend, out, x.dtype);
  backend.disposeIntermediateTensorInfo(out);
  return result;
}

const isPointwise = (info: backend_util.Conv2DInfo): boolean =>
  info.filterHeight === 1 &&
  info.filterWidth === 1 &&
  info.strideHeight === 1 &&
  info.strideWidth === 1 &&
  info.inHeight === info.outHeight &&
  info.inWidth === info.outWidth &&
  info.padInfo.top === 0 &&
  info.padInfo.left === 0;

/** Windows of one pixel are simply the rows of x. */
function pointwise(
  backend: CudaTensors,
  x: TensorInfo,
  filter: TensorInfo,
  { inChannels, outChannels, batchSize, inHeight, inWidth, outShape }: backend_util.Conv2DInfo,
): TensorInfo {
  const a = { ...x, shape: [batchSize * inHeight * inWidth, inChannels] };
  const b = { ...filter, shape: [inChannels, outChannels] };
  return { ...matMul(backend, a, b, {}), shape: [...outShape] };
}

/** A product of the windows of dy that saw a pixel of x (rows) and filters, one channel of x per column. */
function conv2DBackpropInput(
  backend: CudaTensors,
  dy: TensorInfo,
  filter: TensorInfo,
  attrs: Convolution & { readonly inputShape: number[] },
): TensorInfo {
  refuseOthers("Conv2DBackpropInput", dy, filter);
  const info = infoOf(attrs.inputShape, filter.shape, { ...attrs, dilations: 1 });
  const out = backend.output(info.inShape, "float32");
  computeProduct(backend, {
    name: "conv2DBackpropInput",
    variant: info.dataFormat,
    args: {
      dy: read(backend, dy),
      filter: read(backend, filter),
      ...windowArgs(info),
      ...imageStrides("dy", dy.shape, info.dataFormat),
      ...imageStrides("x", info.inShape, info.dataFormat),
    },
    batches: 1,
    rows: info.batchSize * info.inHeight * info.inWidth,
    cols: info.inChannels,
    depth: info.filterHeight * info.filterWidth * info.outChannels,
    first: `const int spot = row % (inHeight * inWidth), window = k / outChannels;
    const int y = spot / inWidth + padTop - window / filterWidth;
    const int z = spot % inWidth + padLeft - window % filterWidth;
    if (y < 0 || z < 0 || y % strideHeight != 0 || z % strideWidth != 0) return 0;
    const int outRow = y / strideHeight, outCol = z / strideWidth;
    if (outRow >= outHeight || outCol >= outWidth) return 0;
    return dy[row / (inHeight * inWidth) * dyBatch + outRow * dyRow + outCol * dyCol + k % outChannels * dyChannel];`,
    second: "return filter[(k / outChannels * cols + col) * outChannels + k % outChannels];",
    place: `return ${pixel("x", "row", "col", "in")};`,
    firstAlong: info.dataFormat === "channelsLast" ? "k" : "row",
    secondAlong: "k",
    out,
  });
  return out;
}

/** A product of windows, the columns of the first matrix, and the pixels of dy. */
function conv2DBackpropFilter(
  backend: CudaTensors,
  x: TensorInfo,
  dy: TensorInfo,
  attrs: Convolution & { readonly filterShape: number[] },
): TensorInfo {
  refuseOthers("Conv2DBackpropFilter", x, dy);
  const info = infoOf(x.shape, attrs.filterShape, { ...attrs, dilations: 1 });
  const isLast = info.dataFormat === "channelsLast";
  const out = backend.output(info.filterShape, "float32");
  computeProduct(backend, {
    name: "conv2DBackpropFilter",
    variant: info.dataFormat,
    args: {
      x: read(backend, x),
      dy: read(backend, dy),
      ...windowArgs(info),
      ...imageStrides("x", x.shape, info.dataFormat),
      ...imageStrides("dy", dy.shape, info.dataFormat),
    },
    batches: 1,
    rows: info.filterHeight * info.filterWidth * info.inChannels,
    cols: info.outChannels,
    depth: info.batchSize * info.outHeight * info.outWidth,
    first: `const int position = k, tap = row;\n    ${PATCH}`,
    second: `return dy[${pixel("dy", "k", "col", "out")}];`,
    place: "return row * cols + col;",
    firstAlong: isLast ? "row" : "k",
    secondAlong: isLast ? "col" : "k",
    out,
  });
  return out;
}

function depthwiseConv2D(backend: CudaTensors, x: TensorInfo, filter: TensorInfo, attrs: Convolution): TensorInfo {
  refuseOthers("DepthwiseConv2dNative", x, filter);
  const { strides, dilations } = attrs;
  if (!backend_util.eitherStridesOrDilationsAreOne(strides, dilations ?? 1)) {
    throw new BackendError(
      `cuda, DepthwiseConv2dNative: found the strides ${strides} and the dilations ${dilations}, expected one of them to be 1.`,
    );
  }
  // TensorFlow.js has depthwise convolutions of NHWC only.
  const info = infoOf(x.shape, filter.shape, { ...attrs, dataFormat: "NHWC" }, true);
  const dtype = sumDtype(x, filter);
  const out = backend.output(info.outShape, dtype);
  backend.launchElements({
    name: "depthwiseConv2D",
    variant: "",
    args: { x: read(backend, x), filter: read(backend, filter), out: write(backend, out), ...windowArgs(info) },
    elements: info.outShape.reduce((product, size) => product * size, 1),
    body: () => `  const int channel = i % outChannels, spot = i / outChannels;
  const int inChannel = channel / (outChannels / inChannels), batch = spot / outWidth / outHeight;
  const int top = spot / outWidth % outHeight * strideHeight - padTop;
  const int left = spot % outWidth * strideWidth - padLeft;
  ${dtype === "float32" ? "float" : "unsigned"} sum = 0;
  for (int r = 0; r < filterHeight; r++) {
    const int row = top + r * dilationHeight;
    if (row < 0 || row >= inHeight) continue;
    for (int c = 0; c < filterWidth; c++) {
      const int col = left + c * dilationWidth;
      if (col < 0 || col >= inWidth) continue;
      sum += x[((batch * inHeight + row) * inWidth + col) * inChannels + inChannel] * filter[(r * filterWidth + c) * outChannels + channel];
    }
  }
  out[i] = sum;`,
  });
  const result = cast(backend, out, x.dtype);
  backend.disposeIntermediateTensorInfo(out);
  return result;
}

/** A vector with one value per channel, for an image in which channels precede rows. */
const alongChannels = (values: TensorInfo | undefined, dataFormat: string | undefined): TensorInfo | undefined =>
  values && dataFormat === "NCHW" && values.shape.length === 1 && values.shape[0] !== 1
    ? { ...values, shape: [values.shape[0], 1, 1] }
    : values;

export const convKernels: readonly KernelConfig[] = [
  kernel<Convolution>("Conv2D", ({ x, filter }, backend, attrs) => conv2D(backend, x, filter, attrs)),
  kernel<Convolution & Fused>("FusedConv2D", ({ x, filter, bias, preluActivationWeights }, backend, attrs) => {
    const [added, weights] = [bias, preluActivationWeights].map((values) => alongChannels(values, attrs.dataFormat));
    return finish(backend, conv2D(backend, x, filter, attrs), added, weights, attrs);
  }),
  kernel<Convolution & { inputShape: number[] }>("Conv2DBackpropInput", ({ dy, filter }, backend, attrs) =>
    conv2DBackpropInput(backend, dy, filter, attrs),
  ),
  kernel<Convolution & { filterShape: number[] }>("Conv2DBackpropFilter", ({ x, dy }, backend, attrs) =>
    conv2DBackpropFilter(backend, x, dy, attrs),
  ),
  kernel<Convolution>("DepthwiseConv2dNative", ({ x, filter }, backend, attrs) =>
    depthwiseConv2D(backend, x, filter, attrs),
  ),
  kernel<Convolution & Fused>("FusedDepthwiseConv2D", ({ x, filter, bias, preluActivationWeights }, backend, attrs) =>
    finish(backend, depthwiseConv2D(backend, x, filter, attrs), bias, preluActivationWeights, attrs),
  ),
];
