const SMOOTHING_S = 5;

/**
 * Items per second, smoothed over about five seconds, so that the time left follows a change of pace but not jitter. At
 * first it is smoothed over half of the elapsed time, so that the slow start of a loop that compiles is soon forgotten.
 */
export class Rate {
  #seconds = 0;
  #count = 0;
  #smoothed: number | undefined;

  /** @param expected items per second, if known from an earlier run of the same work */
  constructor(expected?: number) {
    this.#smoothed = expected;
  }

  /** Takes the count at a time in seconds; both start at 0. */
  observe(count: number, seconds: number): void {
    const elapsed = seconds - this.#seconds;
    if (elapsed <= 0) return;
    const pace = (count - this.#count) / elapsed;
    const weight = 1 - Math.exp(-elapsed / Math.min(SMOOTHING_S, seconds / 2));
    this.#smoothed = this.#smoothed === undefined ? pace : this.#smoothed + weight * (pace - this.#smoothed);
    this.#seconds = seconds;
    this.#count = count;
  }

  /** Items per second, or the expected rate before the first observation. */
  get perSecond(): number | undefined {
    return this.#smoothed;
  }
}

/** 3 significant digits below 100, whole numbers above: `0.123`, `4.57`, `12,346`. */
export function formatRate(perSecond: number): string {
  return perSecond.toLocaleString(
    "en-US",
    perSecond < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  );
}

/** `0.8 s`, `8 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number) => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}
