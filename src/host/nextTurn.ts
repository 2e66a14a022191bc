/** Resolves after the event loop has processed what was waiting. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
