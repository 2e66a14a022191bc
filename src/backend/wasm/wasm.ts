import { BackendError } from "../../errors.js";
import { assemble } from "../../host/assemble.js";
import { HAS_THREADS, Threads } from "../../host/threads.js";
import { hasSimd, webAssembly } from "../../host/webAssembly.js";
import type { Program } from "../../program/program.js";
import type { Backend } from "../backend.js";
import { divide } from "./division.js";
import { WasmExecutable, type WasmExports } from "./executable.js";
import { initialize } from "./initialize.js";
import { layOutThreads } from "./layout.js";
import { hostFunctions } from "./mathFunctions.js";
import { Memory, MOST_PAGES } from "./memory.js";
import { moduleText } from "./module.js";

/**
 * WebAssembly SIMD modules generated from a network's loop program, one for each schedule; threads have both in one. A
 * single call runs a whole presentation.
 */
export const wasm: Backend = wasmBackend();

/** @param start first byte of the module's memory to use, by default its start; tests put networks at its upper end */
export function wasmBackend(start?: number): Backend {
  return {
    name: "wasm",
    unavailable: async () =>
      hasSimd() ? undefined : "this JavaScript engine has no WebAssembly SIMD: use Node.js on an x64 or arm64 machine",
    compile: (program, threads) => compile(program, threads, start),
    hasThreads: HAS_THREADS,
  };
}

async function compile(program: Program, threads = 1, start?: number): Promise<WasmExecutable> {
  const division = divide(program, threads);
  if (threads > 1 && division.whole.size === program.populations.length) {
    throw new BackendError(
      `compile, threads: found ${threads}, but no population can be divided among threads: ` +
        `${[...new Set(division.whole.values())].join("; ")}. Leave threads out.`,
    );
  }
  const layouts = layOutThreads(program, division, start);
  const [layout] = layouts;
  const { end, meeting } = layout;
  if (end > (MOST_PAGES - 1) * 65536) {
    throw new BackendError(
      `wasm: the network needs ${(end / 2 ** 30).toFixed(1)} GiB, expected less than 4 GiB, what WebAssembly ` +
        `can address. Use fewer neurons or sparse({ probability }).`,
    );
  }
  const memory = new Memory(end, threads > 1);
  initialize(memory, program, layouts);
  const host = { ...hostFunctions, memory: memory.memory };
  const exportsOf = (text: string, imports: Readonly<Record<string, unknown>>) => {
    const module = new webAssembly.Module(assemble(text));
    return new webAssembly.Instance(module, { host: imports }).exports as WasmExports;
  };
  if (!meeting) {
    const first = exportsOf(moduleText(program, layout, ["learning"]), host);
    let later: WasmExports | undefined;
    const { normalize, prepare, learning } = first;
    const frozen: WasmExports["frozen"] = (...range) => {
      // Assembled when it is first used: many networks only learn, and this is a third of the work.
      later ??= exportsOf(moduleText(program, layout, ["frozen"]), host);
      return later.frozen(...range);
    };
    return new WasmExecutable(program, layouts, memory, { normalize, prepare, learning, frozen });
  }
  const [text, ...texts] = layouts.map((own) => moduleText(program, own));
  const others = await Threads.start({
    binaries: texts.map(assemble),
    ...{ entry: "follow", memory: memory.memory, functions: Object.keys(hostFunctions) },
    ...{ failed: meeting.failed, awaited: layouts.map((_, t) => meeting.news + t * meeting.stride) },
  });
  const exports = exportsOf(text, { ...host, look: () => others.look() });
  return new WasmExecutable(program, layouts, memory, exports, others);
}
