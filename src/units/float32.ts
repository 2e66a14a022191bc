/** Whether 32 bits, in which backends compute, hold a number; infinities they do. */
export const fitsFloat32 = (x: number): boolean => !Number.isFinite(x) || Number.isFinite(Math.fround(x));

/** What is expected of a number, for messages. */
export const FLOAT32 = "at most 3.4e38, which is what 32-bit numbers hold";
