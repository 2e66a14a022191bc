import { BackendError } from "../../errors.js";
import { assemble } from "../../host/assemble.js";
import { hasSimd, webAssembly } from "../../host/webAssembly.js";
import type { Program } from "../../program/program.js";
import type { Backend } from "../backend.js";
import { WasmExecutable, type WasmExports } from "./executable.js";
import { layOut } from "./layout.js";
import { hostFunctions } from "./mathFunctions.js";
import { initialize, Memory, MOST_PAGES } from "./memory.js";
import { moduleText } from "./module.js";

/** One WebAssembly SIMD module per network, generated from its loop program; a whole presentation is one call. */
export const wasm: Backend = wasmBackend();

/** @param start where the module's memory begins to be used, by default at its start; tests put networks at its upper end */
export function wasmBackend(start?: number): Backend {
  return {
    name: "wasm",
    unavailable: async () =>
      hasSimd() ? undefined : "this JavaScript engine has no WebAssembly SIMD: use Node.js on an x64 or arm64 machine",
    compile: (program) => compile(program, start),
  };
}

async function compile(program: Program, start?: number): Promise<WasmExecutable> {
  const layout = layOut(program, start);
  if (layout.end > (MOST_PAGES - 1) * 65536) {
    throw new BackendError(
      `wasm: the network needs ${(layout.end / 2 ** 30).toFixed(1)} GiB, expected less than 4 GiB, what WebAssembly ` +
        `can address. Use fewer neurons or sparse({ probability }).`,
    );
  }
  const memory = new Memory(layout.end);
  initialize(memory, program, layout);
  const module = new webAssembly.Module(assemble(moduleText(program, layout)));
  const { exports } = new webAssembly.Instance(module, { host: { ...hostFunctions, memory: memory.memory } });
  return new WasmExecutable(program, layout, memory, exports as WasmExports);
}
