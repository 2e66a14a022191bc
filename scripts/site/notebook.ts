import { escapeHtml } from "../../src/plot/escape.js";
import { highlighted } from "./highlight.js";
import { formula, htmlOf } from "./markdown.js";

type Text = string | readonly string[];

interface Output {
  readonly output_type: string;
  readonly text?: Text;
  readonly data?: Readonly<Record<string, Text>>;
}

interface Cell {
  readonly cell_type: string;
  readonly source: Text;
  readonly outputs?: readonly Output[];
  /** Pictures of a Markdown cell, in base64, by name and MIME type. */
  readonly attachments?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Notebook {
  readonly cells: readonly Cell[];
}

const textOf = (text: Text): string => (typeof text === "string" ? text : text.join(""));

/** The first heading of a notebook. */
export const titleOf = ({ cells }: Notebook): string =>
  /^# +(.*)$/m.exec(cells.map((cell) => textOf(cell.source)).join("\n"))?.[1] ?? "Notebook";

/** The first paragraph below it. */
export const summaryOf = ({ cells }: Notebook): string =>
  /^# .*\n+([^#\n][\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(cells.map((cell) => textOf(cell.source)).join("\n\n"))?.[1] ??
  "";

/** What a reader without scripts sees: pictures before tables, tables before text. */
function shown({ output_type, text, data }: Output): string {
  if (output_type === "stream") return `<pre>${escapeHtml(textOf(text ?? ""))}</pre>`;
  const of = (mime: string) => (data?.[mime] === undefined ? undefined : textOf(data[mime]));
  const picture = of("image/svg+xml");
  if (picture !== undefined) return `<div class="picture">${picture}</div>`;
  const latex = of("text/latex");
  if (latex !== undefined) return formula(latex.trim().replace(/^\$+|\$+$/g, ""), true);
  const html = of("text/html");
  if (html !== undefined && !/<script/i.test(html)) return html;
  const plain = of("text/plain");
  return plain === undefined ? "" : `<pre>${escapeHtml(plain)}</pre>`;
}

/** A link of a Markdown cell; a picture that the cell carries itself as a data URI. */
const linkOf =
  ({ attachments = {} }: Cell, link: (href: string) => string) =>
  (href: string): string => {
    const [picture] = Object.entries(attachments[href.replace(/^attachment:/, "")] ?? {});
    return picture ? `data:${picture[0]};base64,${picture[1]}` : link(href);
  };

/** A saved notebook as a page, with the outputs of the run that saved it. */
export function notebookHtml({ cells }: Notebook, link: (href: string) => string): string {
  return cells
    .map((cell) => {
      const { cell_type, source, outputs = [] } = cell;
      if (cell_type === "markdown") return htmlOf(textOf(source), linkOf(cell, link));
      const results = outputs.map(shown).filter((html) => html !== "");
      const below = results.length === 0 ? "" : `<div class="output">${results.join("\n")}</div>`;
      return `<pre><code>${highlighted(textOf(source))}</code></pre>${below}`;
    })
    .join("\n");
}
