/** A WebAssembly function under construction: its locals, the constants that are set at its start, and its lines. */
export class FunctionText {
  private readonly locals = new Map<string, string>();
  private readonly prologue: string[] = [];
  private readonly constants = new Map<string, string>();
  private lines: string[] = [];
  private used = 0;

  constructor(
    private readonly name: string,
    private readonly parameters: readonly string[] = [],
    private readonly result = "",
  ) {}

  /** Declares a local unless it exists; returns its name. */
  local(name: string, type = "i32"): string {
    this.locals.set(name, type);
    return name;
  }

  fresh(type = "v128"): string {
    return this.local(`$t${this.used++}`, type);
  }

  /** The same number in four lanes, kept in a local so that loops do not rebuild it. */
  constant(value: number): string {
    return this.kept(`(v128.const f32x4 ${lanes(value)})`);
  }

  /** A vector that stays constant within the function. */
  kept(code: string): string {
    return `(local.get ${this.keptLocal(code)})`;
  }

  /** The local of such a vector. */
  keptLocal(code: string): string {
    let name = this.constants.get(code);
    if (name === undefined) {
      name = this.fresh();
      this.constants.set(code, name);
      this.prologue.push(`(local.set ${name} ${code})`);
    }
    return name;
  }

  add(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  /** Returns the lines that `write` adds instead of adding them, for use inside a loop or an `if`. */
  inner(write: () => void): string {
    const outer = this.lines;
    this.lines = [];
    write();
    const text = this.lines.join("\n");
    this.lines = outer;
    return text;
  }

  toString(): string {
    const parameters = this.parameters.map((p) => ` (param ${p} i32)`).join("");
    const locals = [...this.locals].map(([name, type]) => `(local ${name} ${type})`);
    return [
      `(func ${this.name}${parameters}${this.result}`,
      ...[...locals, ...this.prologue, ...this.lines].map((line) => `  ${line.replaceAll("\n", "\n  ")}`),
      ")",
    ].join("\n");
  }
}

/** A number in WebAssembly text format, four times. */
export function lanes(value: number): string {
  return Array(4).fill(float(value)).join(" ");
}

export function float(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A loop that increases a local by `step` until it reaches the i32 expression `end`; it may run zero times. */
export function loop(variable: string, start: string, end: string, step: number, body: string): string {
  return `(local.set ${variable} ${start})
(block (loop
  (br_if 1 (i32.ge_u (local.get ${variable}) ${end}))
  ${body.replaceAll("\n", "\n  ")}
  (local.set ${variable} (i32.add (local.get ${variable}) (i32.const ${step})))
  (br 0)
))`;
}

export const i32 = (value: number): string => `(i32.const ${value})`;
export const get = (local: string): string => `(local.get ${local})`;
