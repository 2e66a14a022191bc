/** What an error says, to stand within a sentence. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0].replace(/[. ]+$/, "");
