import { type DeviceFacts, listDevices } from "../../cuda/device.js";
import { kernelCacheFolder } from "../../cuda/kernelCache.js";
import { findCompiler } from "../../cuda/locate.js";
import { openDriver } from "../../cuda/open.js";
import { BackendError } from "../../errors.js";
import type { Check, CheckResult } from "./check.js";

const PIP =
  "Run: pip install nvidia-cuda-nvrtc-cu12 (or install a CUDA toolkit, or name the library in SPIKETENSOR_NVRTC)";

/** NVIDIA's driver, its devices, and the run-time compiler that the backend `cuda` needs. */
export const cudaCheck: Check = {
  name: "Backend cuda",
  required: false,
  async check() {
    try {
      return await examineDriver();
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      return {
        ok: false,
        detail: error.message,
        fix: "Install an NVIDIA driver for CUDA 12 or newer (needs an NVIDIA GPU).",
        brief: "no NVIDIA driver for CUDA 12 or newer",
      };
    }
  },
};

async function examineDriver(): Promise<CheckResult> {
  const driver = openDriver();
  const version = driver.get("cuDriverGetVersion");
  const devices = listDevices(driver).map(describe).join("; ");
  const found = `${devices || "no device"}; driver for CUDA ${Math.floor(version / 1000)}.${(version % 1000) / 10} (${driver.path})`;
  const compiler = await findCompiler(version);
  if (!compiler)
    return { ok: false, detail: `${found}; no NVRTC`, fix: PIP, brief: "no NVRTC: pip install nvidia-cuda-nvrtc-cu12" };
  return {
    ok: devices !== "",
    detail: `${found}; NVRTC ${compiler.version} (${compiler.path}); compiled kernels: ${kernelCacheFolder() ?? "not kept"}`,
    fix: "Check that nvidia-smi lists a device, and CUDA_VISIBLE_DEVICES.",
  };
}

const describe = ({ ordinal, name, architecture, memory }: DeviceFacts): string =>
  `${ordinal}: ${name}, ${(memory / 2 ** 30).toFixed(0)} GiB, compute ${Math.floor(architecture / 10)}.${architecture % 10}`;
