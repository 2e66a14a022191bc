/** What a work prints as its last line: figures by name, in the units that `../works.ts` says. */
export type Figures = Readonly<Record<string, number>>;

/** Runs a step and gives its wall-clock time in ms beside its result. */
export async function timed<T>(step: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await step();
  return { value, ms: performance.now() - start };
}

/** Megabytes of memory at the highest point of this process. */
export const peakMB = (): number => process.resourceUsage().maxRSS / 1024;

export const sum = (values: ArrayLike<number>): number =>
  Array.prototype.reduce.call(values, (a, b) => Number(a) + Number(b), 0) as number;

export const report = (figures: Figures): void => console.log(JSON.stringify(figures));
