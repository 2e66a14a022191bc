/** Deflate compresses at most 1032 : 1, so longer content cannot come out of a file. */
export const GREATEST_EXPANSION = 1032;
