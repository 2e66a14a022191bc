/** The first line of an error's message, for use within a sentence. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0].replace(/[. ]+$/, "");
