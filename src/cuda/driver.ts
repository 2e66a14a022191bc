import { BackendError } from "../errors.js";
import { type Native, openLibrary } from "./library.js";

/** The functions of the CUDA driver that are used. Device addresses are 64-bit integers, handles are pointers. */
const PROTOTYPES = [
  "int cuInit(unsigned int flags)",
  "int cuDriverGetVersion(_Out_ int *version)",
  "int cuGetErrorName(int error, _Out_ const char **text)",
  "int cuGetErrorString(int error, _Out_ const char **text)",
  "int cuDeviceGetCount(_Out_ int *count)",
  "int cuDeviceGet(_Out_ int *device, int ordinal)",
  "int cuDeviceGetName(void *name, int length, int device)",
  "int cuDeviceGetAttribute(_Out_ int *value, int attribute, int device)",
  "int cuDeviceTotalMem_v2(_Out_ uint64_t *bytes, int device)",
  "int cuDevicePrimaryCtxRetain(_Out_ void **context, int device)",
  "int cuDevicePrimaryCtxRelease_v2(int device)",
  "int cuCtxSetCurrent(void *context)",
  "int cuMemGetInfo_v2(_Out_ uint64_t *free, _Out_ uint64_t *total)",
  "int cuMemAlloc_v2(_Out_ uint64_t *address, uint64_t bytes)",
  "int cuMemFree_v2(uint64_t address)",
  "int cuMemAllocHost_v2(_Out_ void **memory, uint64_t bytes)",
  "int cuMemFreeHost(void *memory)",
  "int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, uint64_t bytes, void *stream)",
  "int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, uint64_t bytes, void *stream)",
  "int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, uint64_t bytes, void *stream)",
  "int cuMemsetD32Async(uint64_t at, unsigned int value, uint64_t count, void *stream)",
  "int cuModuleLoadData(_Out_ void **module, const void *image)",
  "int cuModuleUnload(void *module)",
  "int cuModuleGetFunction(_Out_ void **kernel, void *module, const char *name)",
  "int cuOccupancyMaxActiveBlocksPerMultiprocessor(_Out_ int *blocks, void *kernel, int threads, uint64_t sharedBytes)",
  `int cuLaunchKernel(void *kernel, unsigned int gridX, unsigned int gridY, unsigned int gridZ, unsigned int blockX,
    unsigned int blockY, unsigned int blockZ, unsigned int sharedBytes, void *stream, void **arguments, void **extra)`,
  `int cuLaunchCooperativeKernel(void *kernel, unsigned int gridX, unsigned int gridY, unsigned int gridZ,
    unsigned int blockX, unsigned int blockY, unsigned int blockZ, unsigned int sharedBytes, void *stream,
    void **arguments)`,
  "int cuStreamCreate(_Out_ void **stream, unsigned int flags)",
  "int cuStreamDestroy_v2(void *stream)",
  "int cuStreamSynchronize(void *stream)",
  "int cuStreamWaitEvent(void *stream, void *event, unsigned int flags)",
  "int cuEventCreate(_Out_ void **event, unsigned int flags)",
  "int cuEventDestroy_v2(void *event)",
  "int cuEventRecord(void *event, void *stream)",
  "int cuEventQuery(void *event)",
  "int cuEventElapsedTime(_Out_ float *ms, void *from, void *to)",
] as const;

const SUCCESS = 0;
const OUT_OF_MEMORY = 2;
const NOT_READY = 600;

/** Advice for each error, by number (cuda.h, CUresult). */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [
    OUT_OF_MEMORY,
    "Use a smaller network or fewer presentations side by side, dispose of tensors, or use another device.",
  ],
  [100, "Check that nvidia-smi lists a device, and CUDA_VISIBLE_DEVICES."],
  [101, "Choose a device listed by `spiketensor doctor`."],
  [209, "The kernels were compiled for another kind of device: update NVRTC."],
  [222, "The driver is older than NVRTC: update the NVIDIA driver, or use an older NVRTC."],
  [218, "The driver refuses the compiled kernels: update the driver and report this."],
  [221, "The driver finds no compiler of its own (libnvidia-ptxjitcompiler): install the complete driver."],
  [700, "A kernel has crashed and the device's context is lost: restart the process and report this."],
  [702, "The kernel took too long for a device that also drives a display: shorten the presentation."],
  [701, "A block needs more resources than the device has: choose a shape with fewer threads and report this."],
  [719, "A kernel has crashed and the device's context is lost: restart the process and report this."],
  [720, "The device cannot hold all blocks at once: choose a shape with fewer and report this."],
  [803, "The driver and its library differ in version: reboot after updating the driver."],
  [912, 'The device does not support clusters of this size: choose the shape "grid" and report this.'],
]);

export type Handle = unknown;

/** The CUDA driver's functions, with every return code checked. */
export class Driver {
  private readonly functions: ReadonlyMap<string, Native>;

  /** @throws BackendError if the library is missing or has no usable driver */
  constructor(readonly path: string) {
    try {
      this.functions = openLibrary(path, PROTOTYPES);
    } catch (error) {
      if (error instanceof BackendError) throw error;
      throw new BackendError(`cuda: found no library ${path}, expected an NVIDIA driver. Install one.`);
    }
    this.call("cuInit", 0);
  }

  /** Calls a function that returns an error code. */
  call(name: string, ...args: unknown[]): void {
    const code = this.code(name, args);
    if (code !== SUCCESS) throw this.error(name, code);
  }

  /** Calls a function whose first argument is a pointer for its result. */
  get<T = number>(name: string, ...args: unknown[]): T {
    const out: [T | null] = [null];
    this.call(name, out, ...args);
    return out[0] as T;
  }

  /** Whether all work before an event is done. */
  isDone(event: Handle): boolean {
    const code = this.code("cuEventQuery", [event]);
    if (code !== SUCCESS && code !== NOT_READY) throw this.error("cuEventQuery", code);
    return code === SUCCESS;
  }

  /** Allocates device memory. Throws {@link BackendError} with the required and the free amount. */
  allocate(bytes: number, purpose: string): number {
    const address = this.tryAllocate(bytes);
    if (address !== undefined) return address;
    const [free, total]: [number[], number[]] = [[0], [0]];
    this.call("cuMemGetInfo_v2", free, total);
    throw new BackendError(
      `cuda: found ${mebibytes(free[0])} of ${mebibytes(total[0])} free on the device, expected ${mebibytes(bytes)} for ` +
        `${purpose}. ${ADVICE.get(OUT_OF_MEMORY)}`,
    );
  }

  /** Allocates device memory; undefined if there is too little. */
  tryAllocate(bytes: number): number | undefined {
    const out: [number | null] = [null];
    const code = this.code("cuMemAlloc_v2", [out, bytes]);
    if (code === OUT_OF_MEMORY) return undefined;
    if (code !== SUCCESS) throw this.error("cuMemAlloc_v2", code);
    return out[0] ?? 0;
  }

  private code(name: string, args: readonly unknown[]): number {
    const f = this.functions.get(name);
    if (!f) throw new TypeError(`no function ${name} is declared`);
    return Number(f(...args));
  }

  private error(name: string, code: number): BackendError {
    const text = (which: string) => {
      const out: [string | null] = [null];
      return this.code(which, [code, out]) === SUCCESS ? out[0] : null;
    };
    const found = `${text("cuGetErrorName") ?? `error ${code}`} (${text("cuGetErrorString") ?? "unknown"})`;
    return new BackendError(`cuda, ${name}: found ${found}. ${ADVICE.get(code) ?? "See the NVIDIA driver's log."}`);
  }
}

const mebibytes = (bytes: number | bigint): string => `${(Number(bytes) / 2 ** 20).toFixed(1)} MiB`;
