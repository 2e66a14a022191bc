/** Elements of every array are padded to whole cache lines, so that loops need no remainder. */
export const LINE = 16;
export const padded = (count: number): number => Math.ceil(count / LINE) * LINE;
