/** EIATTR_FRAME_SIZE in the sections ".nv.info": a symbol and the bytes of its stack frame. */
const FRAME_SIZE = 0x11;
/** EIFMT_SVAL: an attribute of this format has a length and a value. */
const SIZED = 4;

/** The type of a table of symbols, and the size of one. */
const [SYMBOLS, SYMBOL_BYTES] = [2, 24];

/**
 * The stack frames of the functions in machine code by NVRTC, in bytes by name: what registers could not hold.
 * @see ELF-64, and the listing of `cuobjdump -elf`, which names the attributes
 */
export function stackFrames(code: Uint8Array): Map<string, number> {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  const wide = (at: number) => Number(view.getBigUint64(at, true));
  const [table, size, count, names] = [wide(0x28), ...[0x3a, 0x3c, 0x3e].map((at) => view.getUint16(at, true))];
  const sections = Array.from({ length: count }, (_, i) => {
    const at = table + size * i;
    return { name: word(at), type: word(at + 4), offset: wide(at + 24), bytes: wide(at + 32), strings: word(at + 40) };
  });
  const textAt = (strings: number, at: number) => {
    const start = sections[strings].offset + at;
    return Buffer.from(code.subarray(start, code.indexOf(0, start))).toString("latin1");
  };
  const symbols = sections.find(({ type }) => type === SYMBOLS);
  if (!symbols) throw new TypeError("no table of symbols in machine code");
  const info = sections.find(({ name }) => textAt(names, name) === ".nv.info");
  const frames = new Map<string, number>();
  for (let at = info?.offset ?? 0, end = at + (info?.bytes ?? 0); at < end; ) {
    const [format, attribute, length] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
    if (format === SIZED && attribute === FRAME_SIZE) {
      const name = word(symbols.offset + SYMBOL_BYTES * word(at + 4));
      frames.set(textAt(symbols.strings, name), word(at + 8));
    }
    at += 4 + (format === SIZED ? length : 0);
  }
  return frames;
}
