import wabt from "wabt";

let assembler: ReturnType<typeof wabt> | undefined;

/** WebAssembly text with SIMD to a module's bytes. */
export async function assemble(text: string): Promise<Uint8Array> {
  // Starting the assembler costs more than what it assembles, so it is kept.
  assembler ??= wabt();
  try {
    const module = (await assembler).parseWat("module.wat", text, { simd: true });
    // Names of functions, so that a profile can be read.
    const bytes = Uint8Array.from(module.toBinary({ write_debug_names: true }).buffer);
    module.destroy();
    return bytes;
  } catch (error) {
    // What has failed in it once may fail ever after.
    assembler = undefined;
    throw error;
  }
}
