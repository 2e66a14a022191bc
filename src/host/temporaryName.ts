/** A name beside a file, for what will be renamed to it. No other process or call gets the same one. */
export const temporaryName = (path: string): string => `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
