/**
 * Every error that SpikeTensor raises on purpose. Each message says where, what was found, what was expected and what
 * to do; anything else that is thrown is a defect.
 */
export class SpikeTensorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** An equation that cannot be read: syntax, unknown name, wrong function arity. Points at the place with a caret. */
export class EquationError extends SpikeTensorError {
  /** What is wrong, without the place and the excerpt. */
  readonly reason: string;

  constructor(where: string, reason: string, source: string, start: number, end: number, hint = "") {
    const line = source.slice(0, start).split("\n").length - 1;
    const lineStart = source.lastIndexOf("\n", start - 1) + 1;
    const text = source.split("\n")[line] ?? "";
    const width = Math.max(1, Math.min(end, lineStart + text.length) - start);
    const { shown, column } = excerpt(text, start - lineStart);
    const marker = `${" ".repeat(column)}${"^".repeat(Math.min(width, Math.max(1, shown.length - column)))}`;
    super(`${where}: ${reason}\n  ${shown}\n  ${marker}${hint ? `  ${hint}` : ""}`);
    this.reason = reason;
  }
}

/** The part of a line around a column, short enough to read in a terminal. */
function excerpt(line: string, column: number): { readonly shown: string; readonly column: number } {
  const from = line.length > LONGEST_LINE ? Math.max(0, Math.min(column - 40, line.length - LONGEST_LINE)) : 0;
  const to = from + LONGEST_LINE;
  const before = from > 0 ? "…" : "";
  const shown = `${before}${line.slice(from, to)}${to < line.length ? "…" : ""}`;
  return { shown, column: column - from + before.length };
}

const LONGEST_LINE = 160;

/** Quantities or expressions whose physical dimensions do not fit. */
export class UnitError extends EquationError {}

/** A neuron, synapse, population, projection or network that is declared wrongly. */
export class ModelError extends SpikeTensorError {}

/** Values of a simulation that became infinite or NaN while it ran. */
export class NumericalError extends SpikeTensorError {}

/** An argument that a function cannot work with: NaN, a negative rate, a wrong shape, an unknown option. */
export class InputError extends SpikeTensorError {}

/** A backend that is missing or has failed. */
export class BackendError extends SpikeTensorError {}

/** An npm package that this feature needs and that is missing or damaged. Such packages are optional. */
export class PackageError extends SpikeTensorError {
  constructor(name: string, purpose: string, found: string, install = name) {
    super(`${purpose}: the package ${name} is needed (${found}). Run: npm install ${install}`);
  }
}

/** A data file that is missing, truncated, damaged or in another format. */
export class DataError extends SpikeTensorError {}

/** A file that cannot be written: a full or read-only disk, a folder in its place. Earlier contents are left intact. */
export class FileError extends SpikeTensorError {}

/** A checkpoint or run folder that is damaged or belongs to another network. */
export class CheckpointError extends SpikeTensorError {}
