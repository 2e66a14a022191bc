/** A name beside a file, for what will be renamed to it. It is random, so that no two processes or calls share one. */
export const temporaryName = (path: string): string => `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
