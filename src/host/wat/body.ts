import { Bytes } from "./bytes.js";
import { instructions } from "./instructions.js";
import type { Node } from "./read.js";

type List = readonly Node[];

export const TYPES: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const EMPTY = 0x40;
const END = 0x0b;

/** Names that instructions refer to by index. */
export interface Names {
  readonly functions: ReadonlyMap<string, number>;
  readonly locals: ReadonlyMap<string, number>;
}

/** Encodes folded instructions, `(i32.add (local.get $a) (i32.const 1))`: operands first. */
export class Body {
  readonly out = new Bytes();
  /** Labels of the open blocks, innermost last. */
  private readonly labels: (string | undefined)[] = [];

  constructor(private readonly names: Names) {}

  all(nodes: List, from = 0): void {
    for (let i = from; i < nodes.length; i++) this.one(nodes[i]);
  }

  private one(node: Node): void {
    if (typeof node === "string") throw new TypeError(`found "${node}", expected an instruction in parentheses`);
    const op = node[0] as string;
    const encode = this.special[op];
    if (encode) encode(node);
    else this.plain(op, node);
  }

  /** Instructions outside the table: those that refer to names or contain instructions, and constants. */
  private readonly special: Readonly<Record<string, ((node: List) => void) | undefined>> = {
    "local.get": (node) => this.indexed(0x20, node, this.names.locals),
    "local.set": (node) => this.indexed(0x21, node, this.names.locals),
    "local.tee": (node) => this.indexed(0x22, node, this.names.locals),
    call: (node) => this.indexed(0x10, node, this.names.functions),
    br: (node) => this.branch(0x0c, node),
    br_if: (node) => this.branch(0x0d, node),
    block: (node) => this.block(0x02, node),
    loop: (node) => this.block(0x03, node),
    if: (node) => this.condition(node),
    "i32.const": ([, value]) => {
      this.out.byte(0x41);
      this.out.signed32(Number(value));
    },
    "i64.const": ([, value]) => {
      this.out.byte(0x42);
      this.out.signed(BigInt(value as string));
    },
    "f32.const": ([, value]) => {
      this.out.byte(0x43);
      this.out.float32(numberOf(value as string));
    },
    "f64.const": ([, value]) => {
      this.out.byte(0x44);
      this.out.float64(numberOf(value as string));
    },
    "v128.const": (node) => this.vector(node),
  };

  private indexed(code: number, node: List, places: ReadonlyMap<string, number>): void {
    this.all(node, 2);
    const place = places.get(node[1] as string);
    if (place === undefined) throw new TypeError(`found no "${node[1]}" for ${node[0]}`);
    this.out.byte(code);
    this.out.unsigned(place);
  }

  private branch(code: number, node: List): void {
    this.all(node, 2);
    const label = node[1] as string;
    const place = label.startsWith("$") ? this.labels.lastIndexOf(label) : this.labels.length - 1 - Number(label);
    if (!(place >= 0)) throw new TypeError(`found no block "${label}" for ${node[0]}`);
    this.out.byte(code);
    this.out.unsigned(this.labels.length - 1 - place);
  }

  /** The label and type of a block, and the index of its first instruction. */
  private head(node: List): { first: number; label?: string; type: number } {
    const label = typeof node[1] === "string" ? node[1] : undefined;
    let first = label === undefined ? 1 : 2;
    let type = EMPTY;
    const result = node[first];
    if (Array.isArray(result) && result[0] === "result") {
      type = TYPES[result[1] as string];
      first++;
    }
    return { first, label, type };
  }

  private open(code: number, type: number, label?: string): void {
    this.out.byte(code);
    this.out.byte(type);
    this.labels.push(label);
  }

  private close(): void {
    this.out.byte(END);
    this.labels.pop();
  }

  private block(code: number, node: List): void {
    const { first, label, type } = this.head(node);
    this.open(code, type, label);
    this.all(node, first);
    this.close();
  }

  private condition(node: List): void {
    const { first, label, type } = this.head(node);
    const then = node.findIndex((part) => Array.isArray(part) && part[0] === "then");
    if (then < 0) throw new TypeError("found an if without a then");
    for (let i = first; i < then; i++) this.one(node[i]);
    this.open(0x04, type, label);
    this.all(node[then] as List, 1);
    const otherwise = node[then + 1];
    if (otherwise !== undefined) {
      this.out.byte(0x05);
      this.all(otherwise as List, 1);
    }
    this.close();
  }

  private vector([, shape, ...values]: List): void {
    const { out } = this;
    out.byte(0xfd);
    out.byte(0x0c);
    for (const value of values as readonly string[]) {
      if (shape === "f32x4") out.float32(numberOf(value));
      else if (shape === "f64x2") out.float64(numberOf(value));
      else if (shape === "i64x2") out.int64(BigInt(value));
      else if (shape === "i8x16") out.byte(Number(value) & 255);
      else for (let i = 0; i < 4; i++) out.byte((Number(value) >> (8 * i)) & 255);
    }
  }

  /** An instruction of the table: operands come first in the code, then the opcode with its immediates. */
  private plain(op: string, node: List): void {
    const instruction = instructions.get(op);
    if (!instruction) throw new TypeError(`found the instruction "${op}", which the assembler does not know`);
    let operands = 1;
    while (typeof node[operands] === "string") operands++;
    this.all(node, operands);
    const { out } = this;
    const { code, immediate, align } = instruction;
    for (const byte of code) out.byte(byte);
    let next = 1;
    if (immediate === "memory" || immediate === "memoryLane") {
      const word = node[next];
      const hasOffset = typeof word === "string" && word.startsWith("offset=");
      if (hasOffset) next++;
      out.unsigned(align);
      out.unsigned(hasOffset ? Number(word.slice(7)) : 0);
    }
    if (immediate !== "none" && immediate !== "memory") {
      for (; next < operands; next++) out.byte(Number(node[next]));
    }
    if (next !== operands) throw new TypeError(`found "${node[next]}" after ${op}, expected an operand`);
  }
}

function numberOf(text: string): number {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  if (text === "-inf") return Number.NEGATIVE_INFINITY;
  return text === "nan" ? Number.NaN : Number(text);
}
