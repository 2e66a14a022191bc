import { BackendError } from "../errors.js";
import type { DeviceFacts } from "./device.js";
import type { Compiler } from "./nvrtc.js";

/** What kernels for a device are compiled to. */
export interface Target {
  /** Whose features the source may use, major · 10 + minor. */
  readonly architecture: number;
  /** As NVRTC has it: `sm_90` is machine code, `compute_90` is PTX, which the driver compiles further. */
  readonly name: string;
}

/**
 * The device's own machine code where NVRTC knows the device, else PTX for the newest architecture below it.
 * @throws BackendError where NVRTC knows neither
 */
export function chooseTarget(compiler: Compiler, { architecture, name }: DeviceFacts): Target {
  const known = compiler.architectures.filter((a) => a <= architecture).at(-1);
  if (known === undefined) {
    throw new BackendError(
      `cuda: found NVRTC ${compiler.version}, which no longer compiles for ${name}, expected an older one.`,
    );
  }
  return { architecture: known, name: `${known === architecture ? "sm" : "compute"}_${known}` };
}
