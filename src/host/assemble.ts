import wabt from "wabt";

/** WebAssembly text with SIMD to a module's bytes. */
export async function assemble(text: string): Promise<Uint8Array> {
  const assembler = await wabt();
  const module = assembler.parseWat("module.wat", text, { simd: true });
  try {
    // Names of functions, so that a profile can be read.
    return Uint8Array.from(module.toBinary({ write_debug_names: true }).buffer);
  } finally {
    module.destroy();
  }
}
