import { checkFlag } from "../check/flag.js";
import { checkOptions, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { DataError } from "../errors.js";
import { wholeFile } from "./wholeFile.js";

export interface CsvOptions {
  /** The separator of values. Default: a comma. */
  readonly separator?: string;
  /** Whether the first line has the names of the columns. Default: true if any value in it is not a number. */
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
  const hasHeader = header ?? lines[0].cells.some((cell) => numberIn(cell) === undefined);
  const columns = hasHeader ? lines.shift()?.cells.map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")) : [];
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

function numberIn(cell: string): number | undefined {
  const text = cell.trim().replace(/^"(.*)"$/, "$1");
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : undefined;
}
