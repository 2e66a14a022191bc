import type { Dice } from "../backend/dice.js";

/** Bits that are flipped, bytes that are missing, doubled or more. */
export function corrupt(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.whole(0, bytes.length - 1);
  const size = dice.whole(1, 64);
  const ways = [
    () => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << dice.whole(0, 7)) : byte))),
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(size, dice.whole(0, 255)), bytes.subarray(at)]),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.alloc(0),
  ];
  return dice.pick(ways)();
}
