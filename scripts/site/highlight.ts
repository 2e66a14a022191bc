import typescript from "typescript";
import { escapeHtml } from "../../src/plot/escape.js";

const { EndOfLineState, TokenClass } = typescript;

/** What has a color of its own, by the name of its class in style.css. */
const NAMES: { readonly [token: number]: string } = {
  [TokenClass.Keyword]: "keyword",
  [TokenClass.Comment]: "comment",
  [TokenClass.StringLiteral]: "string",
  [TokenClass.NumberLiteral]: "number",
};

/** TypeScript as HTML with its keywords, comments, strings and numbers marked. */
export function highlighted(code: string): string {
  const classifier = typescript.createClassifier();
  let state = EndOfLineState.None;
  const lines = code.split("\n").map((line) => {
    const { entries, finalLexState } = classifier.getClassificationsForLine(line, state, true);
    state = finalLexState;
    let end = 0;
    return entries
      .map(({ length, classification }) => {
        const text = escapeHtml(line.slice(end, end + length));
        end += length;
        const name = NAMES[classification];
        return name === undefined ? text : `<span class="${name}">${text}</span>`;
      })
      .join("");
  });
  return lines.join("\n");
}
