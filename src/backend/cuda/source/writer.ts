/** Lines of C, indented by their braces. */
export class Writer {
  private readonly lines: string[] = [];
  private depth = 0;
  private used = 0;

  /** A unique name. */
  fresh(prefix: string): string {
    return `${prefix}${++this.used}`;
  }

  line(text = ""): void {
    this.lines.push(text === "" ? "" : `${"  ".repeat(this.depth)}${text}`);
  }

  /** `head {` … `}` around what `body` writes. */
  block(head: string, body: () => void, end = "}"): void {
    this.line(head === "" ? "{" : `${head} {`);
    this.depth++;
    body();
    this.depth--;
    this.line(end);
  }

  toString(): string {
    return `${this.lines.join("\n")}\n`;
  }
}
