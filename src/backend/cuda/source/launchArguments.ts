import { MOST_ARGUMENTS } from "../../../cuda/device.js";
import { BackendError } from "../../../errors.js";
import type { Layout } from "./layout.js";

/** A member of the structure that is the only argument of each kernel. */
export interface Argument {
  readonly name: string;
  /** Its C type; 8-byte members come first, so that there is no padding. */
  readonly type:
    | "char*"
    | "const Site*"
    | "const int*"
    | "int*"
    | "unsigned*"
    | "const float*"
    | "const Probe*"
    | "int";
}

/** The argument of the kernels, in order: what the host must fill in, and what the generated source declares. */
export function launchArguments(layout: Layout): Argument[] {
  const sources = layout.program.sources.map((s) => layout.id(s.name));
  const populations = [...layout.rings.keys()].map((name) => layout.id(name));
  return [
    { name: "memory", type: "char*" },
    { name: "sites", type: "const Site*" },
    { name: "powers", type: "const float*" },
    { name: "probes", type: "const Probe*" },
    ...(layout.hasDraws ? [{ name: "addresses", type: "const int*" } as const] : []),
    ...sources.flatMap((id): Argument[] => [
      { name: `${id}offsets`, type: "const int*" },
      { name: `${id}indices`, type: "const int*" },
    ]),
    ...populations.flatMap((id): Argument[] => [
      { name: `${id}total`, type: "int*" },
      { name: `${id}record`, type: "unsigned*" },
    ]),
    { name: "unsound", type: "int*" },
    { name: "start", type: "int" },
    { name: "steps", type: "int" },
    { name: "countSteps", type: "int" },
    { name: "allSteps", type: "int" },
    { name: "probeCount", type: "int" },
    { name: "network", type: "int" },
    ...(layout.hasClock ? [{ name: "before", type: "int" } as const] : []),
    { name: "learning", type: "int" },
  ];
}

const isWide = ({ type }: Argument): boolean => type !== "int";
const bytesOf = (list: readonly Argument[]): number => list.reduce((sum, a) => sum + (isWide(a) ? 8 : 4), 0);

/** @throws BackendError if there are more parts than a launch can name */
export function checkArguments(layout: Layout): void {
  const bytes = bytesOf(launchArguments(layout));
  if (bytes <= MOST_ARGUMENTS) return;
  throw new BackendError(
    `cuda: found ${layout.program.sources.length} sources and ${layout.rings.size} populations that spike, whose ` +
      `addresses take ${bytes} bytes, expected at most ${MOST_ARGUMENTS}. Join populations of the same equations.`,
  );
}

/** Packs values by name into the bytes of the argument. */
export function packArguments(layout: Layout, values: ReadonlyMap<string, number>): Uint8Array {
  const list = launchArguments(layout);
  const bytes = new DataView(new ArrayBuffer(bytesOf(list) + 8));
  let at = 0;
  for (const argument of list) {
    const value = values.get(argument.name);
    if (value === undefined) throw new TypeError(`no value for the kernel's argument "${argument.name}"`);
    if (isWide(argument)) bytes.setBigUint64(at, BigInt(value), true);
    else bytes.setInt32(at, value, true);
    at += isWide(argument) ? 8 : 4;
  }
  return new Uint8Array(bytes.buffer);
}
