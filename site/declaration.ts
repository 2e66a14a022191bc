import * as library from "spiketensor/browser";

/** A neuron as it is typed in the page, as the record that `neuron` takes. */
export type Declaration = Parameters<typeof library.neuron>[0];

type AnyUnit = library.Unit<library.DimensionName>;
type UnitName = { [K in keyof typeof library]: (typeof library)[K] extends AnyUnit ? K : never }[keyof typeof library];

const { GOhm, Hz, kHz, MOhm, mS, ms, mV, nA, nF, nS, pA, pF, second, uA, uF, uS, us, uV, volt } = library;
const units = { GOhm, Hz, kHz, MOhm, mS, ms, mV, nA, nF, nS, pA, pF, second, uA, uF, uS, us, uV, volt };
/** All units of the library: the compiler refuses a list that is not complete. */
const UNITS = new Map(Object.entries<AnyUnit>(units satisfies Readonly<Record<UnitName, AnyUnit>>));

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z]*)$/;

/** A number with a unit of the library, or undefined for anything else. */
function quantityOf(text: string): library.Quantity | number | undefined {
  const [, digits, unit] = QUANTITY.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  if (unit === "") return Number(digits);
  return UNITS.get(unit)?.(Number(digits));
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

/** In a record of JavaScript the second of two equal names would replace the first. */
function put(record: Record<string, unknown>, name: string, value: unknown): void {
  if (Object.hasOwn(record, name)) throw new library.ModelError(`${name}: found twice, expected once.`);
  record[name] = value;
}

function recordOf<T>(where: string, text: string, read: (place: string, right: string) => T): Record<string, T> {
  const record: Record<string, T> = {};
  for (const [name, right] of several(text)) put(record, name, read(`${where}, ${name}`, right));
  return record;
}

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
    if (key === "threshold") put(rest, key, value);
    else if (key === "reset")
      put(
        rest,
        key,
        recordOf(key, value, (_, right) => right),
      );
    else if (key === "refractory") put(rest, key, quantity(key, value));
    else if (key === "start") put(rest, "initial", recordOf(key, value, quantity));
    else {
      const [name, right] = sides(line);
      const found = quantityOf(right);
      if (found === undefined) put(equations, name, right);
      else put(parameters, name, found);
    }
  }
  return { equations, parameters, ...rest } as Declaration;
}
