import wabt from "wabt";

let assembler: ReturnType<typeof wabt> | undefined;

/** WebAssembly text with SIMD to a module's bytes. */
export async function assemble(text: string): Promise<Uint8Array> {
  // Starting the assembler costs more than what it assembles, so it is kept.
  assembler ??= wabt();
  const module = (await assembler).parseWat("module.wat", text, { simd: true });
  try {
    // Names of functions, so that a profile can be read.
    return Uint8Array.from(module.toBinary({ write_debug_names: true }).buffer);
  } finally {
    module.destroy();
  }
}
