/** Node.js's `inspect.custom`, by the name under which other platforms share it. */
const CUSTOM = Symbol.for("nodejs.util.inspect.custom");

/** A title and, indented below it, rows of a name and a text, the texts aligned. */
export function summary(title: string, rows: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join("\n");
}

/**
 * Lets `console.log`, and so a cell whose last expression it is, show a value as `describe` puts it. The value keeps
 * its keys; do this before freezing it.
 */
export function withSummary<T extends object>(value: T, describe: () => string): T {
  return Object.defineProperty(value, CUSTOM, { value: describe });
}
