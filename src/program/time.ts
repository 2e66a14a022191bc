/**
 * The time of step k in ms, computed from whole numbers and never accumulated. If a millisecond, or a part or multiple
 * of it, is a whole number of steps, the result is the float nearest to the decimal, so that `t >= 0.3 * ms` holds at
 * step 3 of 0.1 ms. 32-bit backends round it once.
 */
export function timeOf(k: number, dt: number): number {
  const divisor = stepsPerMs(dt);
  return divisor === undefined ? k * dt : k / divisor;
}

/** 1/dt if that is a whole number. */
export function stepsPerMs(dt: number): number | undefined {
  const inverse = Math.round(1 / dt);
  return inverse >= 1 && Math.abs(inverse * dt - 1) < 1e-12 ? inverse : undefined;
}
