import { Device, type DeviceFacts, deviceFacts } from "../../cuda/device.js";
import { compileKernels } from "../../cuda/kernelCache.js";
import { type DeviceOptions, openCompiler, openDriver, ordinalOf } from "../../cuda/open.js";
import { chooseTarget } from "../../cuda/target.js";
import { BackendError } from "../../errors.js";
import type { Program } from "../../program/program.js";
import type { Tfjs } from "../../tfjs/tensor.js";
import type { Ensemble, Executable, Presentation, Snapshot } from "../backend.js";
import { chooseShape, MOST_CLUSTERED, MOST_THREADS } from "./chooseShape.js";
import { Copies } from "./copies.js";
import { type Group, GroupedEnsemble } from "./ensemble.js";
import { Networks } from "./networks.js";
import { Runner, type Timing } from "./runner.js";
import { checkArguments } from "./source/launchArguments.js";
import { Layout } from "./source/layout.js";
import type { Shape } from "./source/shape.js";
import { generateSource } from "./source/source.js";

/** The first architecture, as major · 10 + minor, with clusters of blocks. */
const FIRST_WITH_CLUSTERS = 90;

export interface CudaOptions extends DeviceOptions {
  /** How a network is distributed over the device; by default chosen by its size. */
  readonly shape?: Shape;
}

/** An executable on a CUDA device. */
export interface CudaExecutable extends Executable {
  readonly source: string;
  readonly shape: Shape;
  /** Timing of the last presentation. */
  readonly timing: Timing;
}

/** Why there is no such device, driver or compiler; undefined where there are. */
export async function unavailable(options: CudaOptions): Promise<string | undefined> {
  try {
    const driver = openDriver(options);
    new Device(driver, ordinalOf(options)).dispose();
    await openCompiler(driver, options);
    return undefined;
  } catch (error) {
    if (error instanceof BackendError) return error.message.replace(/^cuda: /, "");
    throw error;
  }
}

/** A network alone on a device. */
export async function compileOne(program: Program, options: CudaOptions): Promise<CudaExecutable> {
  const { networks, source, layout, device, runner } = await build(await plan([program], options), [0]);
  return {
    ...memberOf(networks, 0),
    source,
    shape: layout.shape,
    get timing() {
      return runner.timing;
    },
    dispose() {
      networks.keepTensors();
      device.dispose();
    },
  };
}

/** Networks side by side on a device; those with the same source share their launches. */
export async function compileMany(programs: readonly Program[], options: CudaOptions): Promise<Ensemble> {
  const planned = await plan(programs, options);
  const bySource = new Map<string, number[]>();
  for (const [n, { source }] of planned.networks.entries()) {
    bySource.set(source, [...(bySource.get(source) ?? []), n]);
  }
  const groups: Group[] = [];
  try {
    for (const numbers of bySource.values()) {
      const { networks, device } = await build(planned, numbers);
      groups.push({
        numbers,
        members: numbers.map((_, member) => memberOf(networks, member)),
        present: (presentations, members) => networks.present(presentations, members),
        dispose() {
          networks.keepTensors();
          device.dispose();
        },
      });
    }
  } catch (error) {
    for (const group of groups) group.dispose();
    throw error;
  }
  return new GroupedEnsemble(groups);
}

/** One of several networks that share an allocation, which is freed for all of them together. */
const memberOf = (networks: Networks, n: number) => ({
  present: async (presentation: Presentation) => (await networks.present([presentation], [n]))[0],
  fork: (copies: number, learning: boolean) => Copies.open(networks, n, copies, learning),
  read: (field: string) => networks.read(n, field),
  write: (field: string, values: ArrayLike<number>) => networks.write(n, field, values),
  snapshot: () => networks.snapshot(n),
  restore: (snapshot: Snapshot) => networks.restore(n, snapshot),
  tensorsOn: (tf: Tfjs) => networks.tensorsOn(tf, n),
  dispose() {},
});

/** @throws BackendError for a shape that the device does not support */
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

/** Generates the source of each program for a device, before anything is allocated. */
async function plan(programs: readonly Program[], options: CudaOptions) {
  const driver = openDriver(options);
  const compiler = await openCompiler(driver, options);
  const ordinal = ordinalOf(options);
  const found = deviceFacts(driver, ordinal);
  const target = chooseTarget(compiler, found);
  const facts = { ...found, clusters: found.clusters && target.architecture >= FIRST_WITH_CLUSTERS };
  const networks = programs.map((program) => {
    const shape = options.shape ? checkShape(options.shape, facts) : chooseShape(program, facts);
    const layout = new Layout(program, shape);
    checkArguments(layout);
    return { layout, source: generateSource(layout) };
  });
  return { driver, compiler, ordinal, target, networks };
}

/** Networks with the same source on the device. */
async function build(
  { driver, compiler, ordinal, target, networks: planned }: Awaited<ReturnType<typeof plan>>,
  numbers: readonly number[],
) {
  const device = new Device(driver, ordinal);
  try {
    const { layout, source } = planned[numbers[0]];
    const runner = new Runner(device, layout, compileKernels(compiler, source, { architecture: target.name }));
    await runner.prepare();
    const networks = new Networks(runner, numbers.length);
    for (const [member, n] of numbers.entries()) await networks.load(member, planned[n].layout);
    return { networks, source, layout, device, runner };
  } catch (error) {
    device.dispose();
    throw error;
  }
}
