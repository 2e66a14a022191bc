import { inspect } from "node:util";
import * as library from "../../src/index.js";
import { Dice } from "../backend/dice.js";
import { Garbage } from "./garbage.js";
import { readSurface } from "./surface.js";
import { folder } from "./things.js";

/** A call that ended otherwise than by a value or an error of the library. */
export interface Find {
  readonly seed: number;
  readonly name: string;
  readonly args: string;
  readonly error: string;
}

/** A call that has not ended by then hangs. */
const PATIENCE_MS = 20_000;
const { callables, checker } = readSurface(library);

const shown = (value: unknown): string => {
  try {
    return inspect(value, { depth: 3, maxArrayLength: 8, maxStringLength: 80, breakLength: Infinity });
  } catch {
    return "what cannot be shown";
  }
};

const summaryOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.name}: ${(error.stack ?? error.message).split("\n").slice(0, 4).join(" | ")}`
    : shown(error);

/**
 * Calls a function with what its seed makes of its types.
 * @param isOpen functions that are left out: their faults are known
 * @returns what was found, or undefined where the call ended as it should
 */
export async function attack(seed: number, isOpen: (name: string) => boolean): Promise<Find | undefined> {
  const dice = new Dice(seed);
  const { name, parameters, call } = dice.pick(callables);
  if (isOpen(name)) return undefined;
  const args = await new Garbage(checker, dice).arguments(parameters);
  // Before the call, which may change them.
  const text = args.map(shown).join(", ");
  let late: unknown;
  const onLate = (error: unknown) => {
    late = error;
  };
  process.on("uncaughtException", onLate).on("unhandledRejection", onLate);
  const end = silence();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`has not ended after ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([(async () => call(args))(), patience]);
    // Whatever was left behind gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (late !== undefined) throw late;
    return undefined;
  } catch (error) {
    if (error instanceof library.SpikeTensorError) return undefined;
    return { seed, name, args: text, error: summaryOf(error) };
  } finally {
    clearTimeout(timer);
    end();
    process.off("uncaughtException", onLate).off("unhandledRejection", onLate);
  }
}

/** Progress bars and figures have no reader here; files are written in the attack's own folder. */
function silence(): () => void {
  const { stdout, stderr } = process;
  const [out, err, cwd] = [stdout.write, stderr.write, process.cwd()];
  stdout.write = () => true;
  stderr.write = () => true;
  process.chdir(folder);
  return () => {
    process.chdir(cwd);
    stdout.write = out;
    stderr.write = err;
  };
}
