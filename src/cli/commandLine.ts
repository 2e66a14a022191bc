/** A command of this package that a user can paste into a shell: `npx spiketensor eth info 'my run'`. */
export const commandLine = (...words: readonly string[]): string =>
  ["npx", "spiketensor", ...words].map(quoted).join(" ");

/** Quoted for POSIX shells where it needs to be. */
const quoted = (word: string): string => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
