import { BackendError } from "../errors.js";
import { type Native, openLibrary } from "./library.js";

const PROTOTYPES = [
  "int nvrtcVersion(_Out_ int *major, _Out_ int *minor)",
  "const char *nvrtcGetErrorString(int result)",
  `int nvrtcCreateProgram(_Out_ void **program, const char *source, const char *name, int headers,
    const char **contents, const char **names)`,
  "int nvrtcCompileProgram(void *program, int count, const char **options)",
  "int nvrtcGetNumSupportedArchs(_Out_ int *count)",
  "int nvrtcGetSupportedArchs(void *architectures)",
  "int nvrtcGetProgramLogSize(void *program, _Out_ size_t *bytes)",
  "int nvrtcGetProgramLog(void *program, void *log)",
  "int nvrtcGetPTXSize(void *program, _Out_ size_t *bytes)",
  "int nvrtcGetPTX(void *program, void *ptx)",
  "int nvrtcGetCUBINSize(void *program, _Out_ size_t *bytes)",
  "int nvrtcGetCUBIN(void *program, void *code)",
  "int nvrtcDestroyProgram(_Inout_ void **program)",
];

/** Default compiler options. */
export const COMMON_OPTIONS: readonly string[] = ["--std=c++17", "--extra-device-vectorization", "--fmad=true"];

/** Compiles the kernels of one source to machine code on all cores at once; not supported by NVRTC before 12.1. */
const IN_PARALLEL = "--split-compile=0";
const INVALID_OPTION = 5;

/**
 * NVIDIA's run-time compiler: CUDA C to machine code, or to PTX, which the driver compiles further. Needs no device.
 */
export class Compiler {
  private readonly functions: ReadonlyMap<string, Native>;
  readonly version: string;

  constructor(readonly path: string) {
    this.functions = openLibrary(path, PROTOTYPES);
    const [major, minor]: [number[], number[]] = [[0], [0]];
    this.call("nvrtcVersion", major, minor);
    this.version = `${major[0]}.${minor[0]}`;
  }

  /** The supported architectures, as major · 10 + minor, in ascending order. */
  get architectures(): number[] {
    const count = [0];
    this.call("nvrtcGetNumSupportedArchs", count);
    const list = new Int32Array(count[0]);
    this.call("nvrtcGetSupportedArchs", list);
    return [...list].sort((a, b) => a - b);
  }

  /**
   * Machine code for an architecture such as `sm_90`, PTX for a virtual one such as `compute_90`.
   * @throws BackendError with the compiler's log and the source lines that it names
   */
  compile(source: string, architecture: string, options: readonly string[] = COMMON_OPTIONS): Uint8Array {
    const handle: [unknown] = [null];
    this.call("nvrtcCreateProgram", handle, source, "network.cu", 0, null, null);
    const [program] = handle;
    const compile = (...further: readonly string[]) => {
      const all = [`--gpu-architecture=${architecture}`, ...options, ...further];
      return this.code("nvrtcCompileProgram", program, all.length, all);
    };
    try {
      let code = compile(IN_PARALLEL);
      if (code === INVALID_OPTION) code = compile();
      if (code !== 0) {
        const log = this.text("nvrtcGetProgramLog", program).toString("utf8").replace(/\0+$/, "");
        throw new BackendError(
          `cuda: found that NVRTC ${this.version} rejects the generated source (${this.reason(code)}):\n${explain(log, source)}`,
        );
      }
      return this.text(architecture.startsWith("sm_") ? "nvrtcGetCUBIN" : "nvrtcGetPTX", program);
    } finally {
      this.call("nvrtcDestroyProgram", handle);
    }
  }

  private text(name: string, program: unknown): Buffer {
    const bytes = [0];
    this.call(`${name}Size`, program, bytes);
    const buffer = Buffer.alloc(Number(bytes[0]));
    this.call(name, program, buffer);
    return buffer;
  }

  private call(name: string, ...args: unknown[]): void {
    const code = this.code(name, ...args);
    if (code !== 0) throw new BackendError(`cuda, ${name} of ${this.path}: found ${this.reason(code)}.`);
  }

  private code(name: string, ...args: unknown[]): number {
    return Number(this.functions.get(name)?.(...args));
  }

  private reason(code: number): string {
    return String(this.functions.get("nvrtcGetErrorString")?.(code));
  }
}

/** The log, with the source line after each error that names it. */
function explain(log: string, source: string): string {
  const lines = source.split("\n");
  return log
    .split("\n")
    .flatMap((entry) => {
      const number = /^network\.cu[(:](\d+)/.exec(entry)?.[1];
      const line = number && /error/.test(entry) ? lines[Number(number) - 1] : undefined;
      return line === undefined ? [entry] : [entry, `  line ${number}: ${line.trim()}`];
    })
    .join("\n");
}
