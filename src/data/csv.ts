import { checkFlag } from "../check/flag.js";
import { checkOptions, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { DataError } from "../errors.js";
import { wholeFile } from "./wholeFile.js";

export interface CsvOptions {
  /** The separator of values. Default: a comma. */
  readonly separator?: string;
  /** Whether the first line has the names of the columns. Default: true if no value in it is a number. */
  readonly header?: boolean;
}

const OPTIONS = optionsOf<CsvOptions>({ separator: true, header: true });

/** A table of numbers. */
export interface Table {
  /** Names of the columns; empty if the file has none. */
  readonly columns: readonly string[];
  /** Rows and columns. */
  readonly shape: readonly [rows: number, columns: number];
  /** [rows, columns], row by row */
  readonly data: Float64Array;
}

/**
 * Reads a table of numbers from text: one line for each row, values separated by commas. Empty lines, and lines that
 * start with #, are skipped.
 * @throws DataError for a file that is missing or not text, for a value that is not a finite number, and for a row of
 *   another length
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Table> {
  checkOptions("readCsv", options, OPTIONS, { example: '{ separator: ";" }' });
  const { separator = ",", header } = options;
  checkText("readCsv, separator", separator, ";");
  if (header !== undefined) checkFlag("readCsv, header", header);
  const text = (await wholeFile("readCsv", path)).toString("utf8").replace(/^\uFEFF/, "");
  const lines = text.split(/\r\n|\n|\r/).flatMap((line, i) => {
    return line.trim() === "" || line.startsWith("#") ? [] : [{ cells: line.split(separator), number: i + 1 }];
  });
  if (lines.length === 0) throw new DataError(`${path}: has no rows, expected at least one.`);
  const hasHeader = header ?? isHeader(path, lines[0]);
  const columns = hasHeader ? lines.shift()?.cells.map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")) : [];
  if (lines.length === 0) {
    throw new DataError(
      `${path}: found names of columns but no rows, expected at least one. Or is the separator another?`,
    );
  }
  const width = columns?.length || lines[0]?.cells.length || 0;
  const data = new Float64Array(lines.length * width);
  for (const [row, { cells, number }] of lines.entries()) {
    if (cells.length !== width) {
      throw new DataError(`${path}, line ${number}: found ${cells.length} values, expected ${width}.`);
    }
    for (const [column, cell] of cells.entries()) {
      const value = numberIn(cell);
      if (value === undefined) {
        const found = cell.trim().slice(0, 60);
        throw new DataError(
          `${path}, line ${number}, value ${column + 1}: found "${found}", expected a finite number.`,
        );
      }
      data[row * width + column] = value;
    }
  }
  return { columns: columns ?? [], shape: [lines.length, width], data };
}

/** @throws DataError for a line that mixes names and numbers: it may be a row with a value that is missing */
function isHeader(
  path: string,
  { cells, number }: { readonly cells: readonly string[]; readonly number: number },
): boolean {
  const words = cells.filter((cell) => numberIn(cell) === undefined);
  if (words.length === 0 || words.length === cells.length) return words.length > 0;
  throw new DataError(
    `${path}, line ${number}: found numbers and "${words[0].trim().slice(0, 60)}", expected numbers, or the names of the columns. ` +
      "Say { header: true } if they are names; otherwise correct the value.",
  );
}

function numberIn(cell: string): number | undefined {
  const text = cell.trim().replace(/^"(.*)"$/, "$1");
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : undefined;
}
