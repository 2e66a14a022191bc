/** A parenthesized list, or a word. */
export type Node = string | readonly Node[];

/** The words and lists of a parenthesized text; strings keep their opening quote. */
export function readLists(text: string): Node[] {
  const top: Node[] = [];
  const open: Node[][] = [];
  let list = top;
  for (let i = 0; i < text.length; ) {
    const c = text.charCodeAt(i);
    if (c === 0x20 || c === 0x0a) i++;
    else if (c === 0x28) {
      const inner: Node[] = [];
      list.push(inner);
      open.push(list);
      list = inner;
      i++;
    } else if (c === 0x29) {
      const outer = open.pop();
      if (!outer) throw new TypeError(`found an unmatched ")" at ${i}`);
      list = outer;
      i++;
    } else if (c === 0x22) {
      const end = text.indexOf('"', i + 1);
      if (end < 0) throw new TypeError(`found an unterminated string at ${i}`);
      list.push(text.slice(i, end));
      i = end + 1;
    } else {
      const start = i;
      while (i < text.length && !isDelimiter(text.charCodeAt(i))) i++;
      list.push(text.slice(start, i));
    }
  }
  if (open.length > 0) throw new TypeError(`found ${open.length} unmatched "("`);
  return top;
}

const isDelimiter = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x28 || c === 0x29;
