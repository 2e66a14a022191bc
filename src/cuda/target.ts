import { BackendError } from "../errors.js";
import type { DeviceFacts } from "./device.js";
import type { Compiler } from "./nvrtc.js";

/** The compilation target of kernels for a device. */
interface Target {
  /** The architecture whose features the source may use, major · 10 + minor. */
  readonly architecture: number;
  /** In NVRTC's notation: `sm_90` is machine code, `compute_90` is PTX, which the driver compiles further. */
  readonly name: string;
}

/**
 * The device's own machine code if NVRTC supports the device, else PTX for the newest architecture below it.
 * @throws BackendError if NVRTC supports neither
 */
export function chooseTarget(compiler: Compiler, { architecture, name }: DeviceFacts): Target {
  const known = compiler.architectures.filter((a) => a <= architecture).at(-1);
  if (known === undefined) {
    throw new BackendError(
      `cuda: found NVRTC ${compiler.version}, which does not compile for ${name}. Install an older one.`,
    );
  }
  return { architecture: known, name: `${known === architecture ? "sm" : "compute"}_${known}` };
}
