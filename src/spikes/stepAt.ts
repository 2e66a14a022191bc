/**
 * The step of `dt` that a time belongs to, which includes its start and excludes its end. A time within rounding of a border is
 * on it: 3 · 0.1 ms begins step 3, though the quotient is a little below 3.
 */
export function stepAt(time: number, dt: number): number {
  const steps = time / dt;
  const nearest = Math.round(steps);
  return Math.abs(steps - nearest) <= 1e-9 * Math.max(1, nearest) ? nearest : Math.floor(steps);
}
