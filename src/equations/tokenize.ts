import { EquationError } from "../errors.js";
import type { Span } from "./ast.js";

export type Token =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "name"; readonly text: string; readonly span: Span }
  | { readonly kind: "symbol"; readonly text: string; readonly span: Span }
  | { readonly kind: "end"; readonly span: Span };

const PATTERN =
  /(?<space>\s+)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>(?:(?:pre|post)\.)?[A-Za-z_][A-Za-z_0-9]*)|(?<symbol>\*\*|<=|>=|==|!=|&&|\|\||[-+*/%^()<>,!])/uy;

const SPELLINGS: Record<string, string> = { "**": "^", "&&": "and", "||": "or", "!": "not" };
const WORDS = new Set(["and", "or", "not"]);

/** Splits equation text into tokens. Throws {@link EquationError} at the first character that does not start one. */
export function tokenize(source: string, where: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(source);
    if (!match?.groups) {
      const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
      const reason = `unexpected character ${JSON.stringify(character)}`;
      throw new EquationError(where, reason, source, at, at + character.length);
    }
    const span = { start: at, end: at + match[0].length };
    const { number, name, symbol } = match.groups;
    if (number !== undefined) {
      const value = Number(number);
      if (!Number.isFinite(value)) {
        throw new EquationError(where, `the number ${number} is too large`, source, span.start, span.end);
      }
      tokens.push({ kind: "number", value, span });
    } else if (name !== undefined) {
      tokens.push(WORDS.has(name) ? { kind: "symbol", text: name, span } : { kind: "name", text: name, span });
    } else if (symbol !== undefined) {
      tokens.push({ kind: "symbol", text: SPELLINGS[symbol] ?? symbol, span });
    }
    at = span.end;
  }
  tokens.push({ kind: "end", span: { start: source.length, end: source.length + 1 } });
  return tokens;
}
