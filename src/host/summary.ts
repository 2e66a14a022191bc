/** Node.js's `inspect.custom`, by the name that other platforms share. */
const CUSTOM = Symbol.for("nodejs.util.inspect.custom");

/** A title and, indented below it, rows of a name and a text, with the texts aligned. */
export function summary(title: string, rows: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join("\n");
}

/**
 * Makes `console.log`, and so a cell that ends with the value, show it as `describe` does. The value's keys do not
 * change; call this before freezing it.
 */
export function withSummary<T extends object>(value: T, describe: () => string): T {
  return Object.defineProperty(value, CUSTOM, { value: describe });
}
