import { BackendError } from "../errors.js";
import { Driver } from "./driver.js";
import { driverPaths, findCompiler } from "./locate.js";
import { Compiler } from "./nvrtc.js";

export interface DeviceOptions {
  /** The device, numbered as by `spiketensor doctor`; by default `SPIKETENSOR_CUDA_DEVICE`, else 0. */
  readonly device?: number;
  /** Path of the driver's library; by default the usual locations. */
  readonly driver?: string;
  /** Path of the NVRTC library; by default `SPIKETENSOR_NVRTC`, else the usual locations. */
  readonly nvrtc?: string;
}

/** @throws BackendError for a device that is not a whole number */
export function ordinalOf({ device }: DeviceOptions): number {
  const text = process.env.SPIKETENSOR_CUDA_DEVICE ?? "0";
  const ordinal = device ?? Number(text);
  if (Number.isInteger(ordinal)) return ordinal;
  throw new BackendError(
    `cuda, device: found "${device ?? text}", expected a whole number, as listed by \`spiketensor doctor\`.`,
  );
}

/** Drivers, opened once for each library. */
const drivers = new Map<string, Driver>();

/** @throws BackendError if there is no working driver */
export function openDriver({ driver }: DeviceOptions = {}): Driver {
  const paths = driver ? [driver] : driverPaths();
  let first: unknown;
  for (const path of paths) {
    try {
      const opened = drivers.get(path) ?? new Driver(path);
      drivers.set(path, opened);
      return opened;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** @throws BackendError if there is no NVRTC whose kernels the driver accepts */
export async function openCompiler(driver: Driver, { nvrtc }: DeviceOptions = {}): Promise<Compiler> {
  if (nvrtc) return new Compiler(nvrtc);
  const compiler = await findCompiler(driver.get("cuDriverGetVersion"));
  if (compiler) return compiler;
  throw new BackendError(
    "cuda: found a driver but no NVRTC library, expected one of a CUDA toolkit, or of Python's nvidia-cuda-nvrtc-cu12. " +
      "Run: pip install nvidia-cuda-nvrtc-cu12 (or name the library in SPIKETENSOR_NVRTC).",
  );
}
