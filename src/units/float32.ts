/** Whether a 32-bit float, which backends compute with, can hold a number; it can hold the infinities. */
export const fitsFloat32 = (x: number): boolean => !Number.isFinite(x) || Number.isFinite(Math.fround(x));

/** The expected range, for error messages. */
export const FLOAT32 = "at most 3.4e38, the largest 32-bit number";
