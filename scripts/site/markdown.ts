import katex from "katex";
import { Marked, type Tokens } from "marked";
import { escapeHtml } from "../../src/plot/escape.js";
import { highlighted } from "./highlight.js";

/** GitHub's name for a heading in a link. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/<[^>]*>|[`*]/g, "")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

/** A formula as MathML, which browsers draw without fonts or styles of ours. */
export const formula = (tex: string, display: boolean): string =>
  katex.renderToString(tex, { output: "mathml", displayMode: display, throwOnError: true });

const inlineMath = {
  name: "inlineMath",
  level: "inline" as const,
  start: (text: string) => text.indexOf("$"),
  tokenizer(text: string) {
    const match = /^\$(\$?)((?:[^$\\\n]|\\.)+?)\1\$(?!\d)/.exec(text);
    return match ? { type: "inlineMath", raw: match[0], display: match[1] !== "", tex: match[2] } : undefined;
  },
  renderer: ({ tex, display }: Tokens.Generic) => formula(tex, display),
};

const blockMath = {
  name: "blockMath",
  level: "block" as const,
  start: (text: string) => text.indexOf("$$"),
  tokenizer(text: string) {
    const match = /^\$\$((?:[^$\\]|\\[\s\S])+?)\$\$/.exec(text);
    return match ? { type: "blockMath", raw: match[0], tex: match[1] } : undefined;
  },
  renderer: ({ tex }: Tokens.Generic) => `${formula(tex, true)}\n`,
};

/** @param link the address on the site of what a page of the repository links to */
export function htmlOf(markdown: string, link: (href: string) => string): string {
  const marked = new Marked({ extensions: [inlineMath, blockMath] });
  marked.use({
    walkTokens(token) {
      if (token.type === "link" || token.type === "image") token.href = link(token.href);
    },
    renderer: {
      code: ({ text, lang }) => `<pre><code>${lang === "ts" ? highlighted(text) : escapeHtml(text)}</code></pre>\n`,
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
    },
  });
  const html = marked.parse(markdown, { async: false });
  return html.replaceAll("<table>", '<div class="scroll"><table>').replaceAll("</table>", "</table></div>");
}
