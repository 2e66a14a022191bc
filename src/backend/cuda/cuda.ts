import { Device, type DeviceFacts } from "../../cuda/device.js";
import { Driver } from "../../cuda/driver.js";
import { compileKernels } from "../../cuda/kernelCache.js";
import { driverPaths, findCompiler } from "../../cuda/locate.js";
import { Compiler } from "../../cuda/nvrtc.js";
import { chooseTarget } from "../../cuda/target.js";
import { BackendError } from "../../errors.js";
import type { Program } from "../../kernel/program.js";
import type { Backend, Ensemble, Executable } from "../backend.js";
import { chooseShape, MOST_CLUSTERED, MOST_THREADS } from "./chooseShape.js";
import { Copies } from "./copies.js";
import { Networks } from "./networks.js";
import { Runner, type Timing } from "./runner.js";
import { checkArguments } from "./source/launchArguments.js";
import { Layout } from "./source/layout.js";
import type { Shape } from "./source/shape.js";
import { generateSource } from "./source/source.js";

/** The architecture, major · 10 + minor, from which there are clusters of blocks. */
const FIRST_WITH_CLUSTERS = 90;

export interface CudaOptions {
  /** Which device, as `spiketensor doctor` numbers them; by default `SPIKETENSOR_CUDA_DEVICE`, else 0. */
  readonly device?: number;
  /** Path of the driver's library; by default where drivers install it. */
  readonly driver?: string;
  /** Path of the NVRTC library; by default `SPIKETENSOR_NVRTC`, else what is found. */
  readonly nvrtc?: string;
  /** How a network is laid over the device; by default chosen by its size. */
  readonly shape?: Shape;
}

/** An executable on a CUDA device. */
export interface CudaExecutable extends Executable {
  readonly source: string;
  readonly shape: Shape;
  /** Where the time of the last presentation went. */
  readonly timing: Timing;
  presentMany: NonNullable<Executable["presentMany"]>;
  fork: NonNullable<Executable["fork"]>;
}

export interface CudaBackend extends Backend {
  compile(program: Program): Promise<CudaExecutable>;
  compileMany(programs: readonly Program[]): Promise<Ensemble>;
}

/** A backend on a chosen device; {@link cuda} is the one on the default device. */
export function cudaBackend(options: CudaOptions = {}): CudaBackend {
  return {
    name: "cuda",
    async unavailable() {
      try {
        const driver = openDriver(options);
        new Device(driver, ordinalOf(options)).dispose();
        await openCompiler(driver, options);
        return undefined;
      } catch (error) {
        if (error instanceof BackendError) return error.message.replace(/^cuda: /, "");
        throw error;
      }
    },
    async compile(program) {
      const { networks, source, layout, device, runner } = await build([program], options);
      return {
        source,
        shape: layout.shape,
        get timing() {
          return runner.timing;
        },
        present: async (presentation) => (await networks.present([presentation]))[0],
        presentMany: (presentations) => networks.presentMany(presentations),
        fork: async (copies) => new Copies(networks, copies),
        read: (field) => networks.read(0, field),
        write: (field, values) => networks.write(0, field, values),
        snapshot: () => networks.snapshot(0),
        restore: (snapshot) => networks.restore(0, snapshot),
        dispose: () => device.dispose(),
      };
    },
    async compileMany(programs) {
      const { networks, device } = await build(programs, options);
      return {
        size: programs.length,
        present: (presentations) => networks.present(presentations),
        read: (network, field) => networks.read(network, field),
        write: (network, field, values) => networks.write(network, field, values),
        dispose: () => device.dispose(),
      };
    },
  };
}

/**
 * NVIDIA GPUs: a network as CUDA C, compiled at run time by NVRTC and launched through the CUDA driver, a whole
 * presentation at a time. Needs a driver and an NVRTC library, and no compiler.
 */
export const cuda: CudaBackend = cudaBackend();

function ordinalOf({ device }: CudaOptions): number {
  const text = process.env.SPIKETENSOR_CUDA_DEVICE ?? "0";
  const ordinal = device ?? Number(text);
  if (Number.isInteger(ordinal)) return ordinal;
  throw new BackendError(
    `cuda, device: found "${device ?? text}", expected a whole number, as \`spiketensor doctor\` lists.`,
  );
}

/** The driver, opened once for each library. */
const drivers = new Map<string, Driver>();

export function openDriver({ driver }: Pick<CudaOptions, "driver"> = {}): Driver {
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

async function openCompiler(driver: Driver, { nvrtc }: CudaOptions): Promise<Compiler> {
  if (nvrtc) return new Compiler(nvrtc);
  const compiler = await findCompiler(driver.get("cuDriverGetVersion"));
  if (compiler) return compiler;
  throw new BackendError(
    "cuda: found a driver but no NVRTC library, expected one of a CUDA toolkit, or of Python's nvidia-cuda-nvrtc-cu12. " +
      "Run: pip install nvidia-cuda-nvrtc-cu12 (or name the library in SPIKETENSOR_NVRTC).",
  );
}

/** @throws BackendError for a shape that the device does not take */
function checkShape(shape: Shape, { warp, clusters, cooperative }: DeviceFacts): Shape {
  const { barrier, blocks, threads } = shape;
  const isWhole = threads > 0 && threads <= MOST_THREADS && threads % warp === 0;
  const isThere = { block: blocks === 1, cluster: clusters && MOST_CLUSTERED % blocks === 0, grid: cooperative }[
    barrier
  ];
  if (isWhole && isThere && blocks > 0) return shape;
  throw new BackendError(
    `cuda, shape: found a ${barrier} of ${blocks} × ${threads} threads, expected one block, a cluster of 2, 4 or 8 ` +
      `${clusters ? "" : "(not with this device and NVRTC) "}or a grid, of a multiple of ${warp} threads up to ${MOST_THREADS}.`,
  );
}

async function build(programs: readonly Program[], options: CudaOptions) {
  const [program] = programs;
  if (!program) throw new BackendError("cuda: found no programs, expected at least one.");
  const driver = openDriver(options);
  const compiler = await openCompiler(driver, options);
  const device = new Device(driver, ordinalOf(options));
  try {
    const target = chooseTarget(compiler, device.facts);
    const facts = { ...device.facts, clusters: device.facts.clusters && target.architecture >= FIRST_WITH_CLUSTERS };
    const layout = new Layout(program, options.shape ? checkShape(options.shape, facts) : chooseShape(program, facts));
    checkArguments(layout);
    const source = generateSource(layout);
    const layouts = [layout, ...programs.slice(1).map((other) => new Layout(other, layout.shape))];
    for (const [i, other] of layouts.entries()) {
      if (other === layout || generateSource(other) === source) continue;
      throw new BackendError(
        `cuda: found that network ${i} differs from network 0 in its equations, sizes or constants, expected networks ` +
          "side by side to differ in initial values and seeds alone. Give a parameter that differs as one value per neuron.",
      );
    }
    const runner = new Runner(device, layout, compileKernels(compiler, source, { architecture: target.name }));
    await runner.prepare();
    const networks = new Networks(runner, programs.length);
    for (const [n, each] of layouts.entries()) await networks.load(n, each);
    return { networks, source, layout, device, runner };
  } catch (error) {
    device.dispose();
    throw error;
  }
}
