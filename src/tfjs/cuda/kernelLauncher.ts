import { type Device, MOST_ARGUMENTS } from "../../cuda/device.js";
import { DIALECT } from "../../cuda/dialect.js";
import type { Handle } from "../../cuda/driver.js";
import { BackendError } from "../../errors.js";
import { HELPERS } from "./helpers.js";

/** An argument of a kernel: its C type determines how it is packed; an array of whole numbers has a length. */
export interface Argument {
  readonly type: string;
  readonly value: number | readonly number[];
}

/** What to run: a name, everything that distinguishes sources with this name, and the number of threads. */
export interface Launch {
  /** A C identifier. */
  readonly name: string;
  /** What the body depends on besides the types of the arguments. */
  readonly variant: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly body: () => string;
  /** Declarations before the kernel, such as types of shared memory and functions. */
  readonly declarations?: () => string;
  readonly threads: number;
  readonly blocks: readonly [x: number, y?: number, z?: number];
}

const MOST_BLOCKS_Y = 65_535;
const isPointer = (type: string) => type.endsWith("*");

/** Compiles each kernel when it is first needed, and launches it. */
export class KernelLauncher {
  private readonly kernels = new Map<string, Handle>();
  private readonly words = new Uint32Array(MOST_ARGUMENTS / 4);
  private readonly integers = new Int32Array(this.words.buffer);
  private readonly floats = new Float32Array(this.words.buffer);
  private readonly packed = [new Uint8Array(this.words.buffer)];

  constructor(
    private readonly device: Device,
    private readonly compile: (source: string) => Uint8Array,
  ) {}

  /** Number of compiled kernels. */
  get size(): number {
    return this.kernels.size;
  }

  /** @param key `keyOf(launch)`, if that is known */
  launch(launch: Launch, key = keyOf(launch)): void {
    const { args, blocks, threads } = launch;
    const [x, y = 1, z = 1] = blocks;
    if (x === 0 || y === 0 || z === 0) return;
    if (x >= 2 ** 31 || y > MOST_BLOCKS_Y || z > MOST_BLOCKS_Y) {
      throw new BackendError(
        `cuda, ${launch.name}: found ${x} × ${y} × ${z} blocks, expected fewer than 2^31 × 2^16 × 2^16. Use smaller tensors.`,
      );
    }
    const kernel = this.kernelOf(launch, key);
    this.pack(args);
    this.device.activate();
    this.device.driver.call("cuLaunchKernel", kernel, x, y, z, threads, 1, 1, 0, this.device.stream, this.packed, null);
  }

  /** Whether launches with this key need no compilation. */
  knows(key: string): boolean {
    return this.kernels.has(key);
  }

  private kernelOf(launch: Launch, key: string): Handle {
    const known = this.kernels.get(key);
    if (known !== undefined) return known;
    const kernel = this.device.load(this.compile(sourceOf(launch)), [launch.name]).get(launch.name);
    this.kernels.set(key, kernel);
    return kernel;
  }

  private pack(args: Launch["args"]): void {
    let at = 0;
    for (const name in args) {
      const { type, value } = args[name];
      if (typeof value !== "number") {
        this.integers.set(value, at);
        at += Math.max(value.length, 1);
      } else if (isPointer(type)) {
        at += at % 2;
        this.words[at++] = value >>> 0;
        this.words[at++] = Math.floor(value / 2 ** 32);
      } else if (type === "float") this.floats[at++] = value;
      else this.integers[at++] = value;
    }
  }
}

/** Launches with the same key have the same source. */
export function keyOf({ name, variant, threads, args }: Launch): string {
  let key = `${name} ${variant} ${threads}`;
  for (const argument in args) key += `,${typeOf(args[argument])}`;
  return key;
}

const typeOf = ({ type, value }: Argument): string => (typeof value === "number" ? type : `${type}[${value.length}]`);

/** The complete source of a kernel. Its body uses the arguments by name. */
export function sourceOf({ name, args, body, declarations, threads }: Launch): string {
  const entries = Object.entries(args);
  const fields = entries.map(([n, { type, value }]) =>
    typeof value === "number" ? `  ${type} ${n};` : `  ${type} ${n}[${Math.max(value.length, 1)}];`,
  );
  const locals = entries.map(([n, { type, value }]) => {
    if (typeof value !== "number") return `  const ${type}* const ${n} = launch.${n};`;
    return `  ${type}${isPointer(type) ? " const" : ""} ${n} = launch.${n};`.replace(
      /^ {2}(int|float) /,
      "  const $1 ",
    );
  });
  return `${DIALECT}${HELPERS}
struct Args {
${fields.join("\n")}
};
${declarations?.() ?? ""}
extern "C" __global__ void __launch_bounds__(${threads}) ${name}(const Args launch) {
${locals.join("\n")}
${body()}
}
`;
}
