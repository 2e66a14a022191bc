import * as library from "spiketensor/browser";

/** A neuron as it is typed in the page, as the record that `neuron` takes. */
export type Declaration = Parameters<typeof library.neuron>[0];

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z]*)$/;

/** A number with a unit of the library, or undefined for anything else. */
function quantityOf(text: string): library.Quantity | number | undefined {
  const [, digits, unit] = QUANTITY.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  if (unit === "") return Number(digits);
  const make: unknown = Reflect.get(library, unit);
  return typeof make === "function" ? (make as (value: number) => library.Quantity)(Number(digits)) : undefined;
}

/** `name = text` of a line. */
function sides(line: string): readonly [string, string] {
  const at = line.indexOf("=");
  if (at < 1)
    throw new library.ModelError(`${line}: found no "name = …", expected one. Write, for example, tau = 10 ms`);
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

const several = (text: string) =>
  text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(sides);

function quantity(where: string, text: string): library.Quantity | number {
  const found = quantityOf(text);
  if (found !== undefined) return found;
  throw new library.ModelError(`${where}: found "${text}", expected a number with a unit, such as 2 ms or -65 mV.`);
}

/**
 * Reads lines: `dx/dt = …` and `x = …` are equations, `x = 10 ms` is a parameter; `threshold:`, `reset:`, `refractory:` and
 * `start:` say the rest. What is in them is checked by the library, whose errors point at the place.
 */
export function readDeclaration(text: string): Declaration {
  const equations: Record<string, string> = {};
  const parameters: Record<string, library.Quantity | number> = {};
  const rest: Record<string, unknown> = {};
  for (const line of text.split("\n").map((l) => l.replace(/#.*/, "").trim())) {
    if (line === "") continue;
    const [, key, value] = /^(threshold|reset|refractory|start)\s*:\s*(.*)$/.exec(line) ?? [];
    if (key === "threshold") rest.threshold = value;
    else if (key === "reset") rest.reset = Object.fromEntries(several(value));
    else if (key === "refractory") rest.refractory = quantity("refractory", value);
    else if (key === "start") {
      rest.initial = Object.fromEntries(
        several(value).map(([name, start]) => [name, quantity(`start, ${name}`, start)]),
      );
    } else {
      const [name, right] = sides(line);
      const found = quantityOf(right);
      if (found === undefined) equations[name] = right;
      else parameters[name] = found;
    }
  }
  return { equations, parameters, ...rest } as Declaration;
}
