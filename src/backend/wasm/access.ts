import { type Field, type Program, type Side, sideOf, type Transmission } from "../../program/program.js";
import { levelOf, type Read } from "../../program/value.js";
import type { Reader } from "./expression.js";
import { type FunctionText, get } from "./functionText.js";
import type { ClockPlace, Frame, Layout } from "./layout.js";

/** The current position of the loops: for each side, the local that holds the byte offset of its element. */
export type Places = Partial<Readonly<Record<Side, Place>>>;

export interface Place {
  readonly offset: string;
  /** Four consecutive elements, or one element in all lanes. */
  readonly isVector: boolean;
  /** Bytes to add to the offset. */
  readonly shift?: number;
}

export const vector = (offset: string): Place => ({ offset, isVector: true });
export const single = (offset: string): Place => ({ offset, isVector: false });

export interface Scope {
  readonly program: Program;
  readonly layout: Layout;
  /** The number of synapses in a row, if the projection's synapses are numbered row by row. */
  readonly columns?: number;
}

/** Reads and writes a program's fields at the current position of the loops. */
export class Access implements Reader {
  constructor(
    readonly scope: Scope,
    private readonly text: FunctionText,
    private readonly places: Places,
    /** Whether decaying fields are read before or after this step's decay. */
    private readonly time: "before" | "after",
    /** Code for values that are held in locals and not read again. */
    private readonly held?: ReadonlyMap<Read, string>,
  ) {}

  /** The value of a field, as {@link Load}. */
  load = (read: Read): string => {
    const held = this.held?.get(read);
    if (held !== undefined) return held;
    const { field } = read;
    const raw = this.raw(field, sideOf(read));
    const frame = this.scope.layout.frames.get(field.name);
    if (!frame) return field.type === "int" ? `(f32x4.convert_i32x4_s ${raw})` : raw;
    const scaled = `(f32x4.mul ${raw} ${this.text.kept(scale(frame, this.time))})`;
    return frame.target === 0 ? scaled : `(f32x4.add ${this.text.constant(frame.target)} ${scaled})`;
  };

  /** The indices of the elements of a side, four int32. */
  element = (side: Side): string => {
    const { columns } = this.scope;
    if (side === "synapse" && columns !== undefined) {
      const row = `(i32x4.mul ${this.element("row")} (v128.const i32x4${` ${columns}`.repeat(4)}))`;
      return `(i32x4.add ${row} ${this.element("column")})`;
    }
    const { offset, isVector, shift = 0 } = this.place(side);
    const first = shift / 4;
    const lane = [0, 1, 2, 3].map((i) => first + (isVector ? i : 0)).join(" ");
    return `(i32x4.add (i32x4.splat (i32.shr_u ${get(offset)} (i32.const 2))) (v128.const i32x4 ${lane}))`;
  };

  table = (table: Field): number => this.address(table);

  get clock(): ClockPlace {
    const { clock } = this.scope.layout;
    if (!clock) throw new TypeError("a program without a clock reads it");
    return clock;
  }

  /** What memory holds for a field. */
  raw(field: Field, side: Side = levelOf(field)): string {
    return this.rawAt(this.address(field), side);
  }

  /** Loads from an array that has one number per element of a side. */
  rawAt(address: number, side: Side): string {
    const { offset, isVector, shift = 0 } = this.place(side);
    return `(${isVector ? "v128.load" : "v128.load32_splat"} offset=${address + shift} ${get(offset)})`;
  }

  /** Code that stores the value that `code` computes. */
  store(field: Field, code: string): string {
    const frame = this.scope.layout.frames.get(field.name);
    if (!frame) return this.storeRaw(field, code);
    const distance = frame.target === 0 ? code : `(f32x4.sub ${code} ${this.text.constant(frame.target)})`;
    return this.storeRaw(field, this.inFrame(field, distance));
  }

  /** Replaces what memory holds for a field. */
  storeRaw(field: Field, code: string, side: Side = levelOf(field)): string {
    return this.storeRawAt(this.address(field), side, code);
  }

  storeRawAt(address: number, side: Side, code: string): string {
    const { offset, isVector, shift = 0 } = this.place(side);
    const place = `offset=${address + shift}`;
    return isVector
      ? `(v128.store ${place} ${get(offset)} ${code})`
      : `(v128.store32_lane ${place} 0 ${get(offset)} ${code})`;
  }

  /** Converts a distance to units of the field's current scale. */
  inFrame(field: Field, distance: string): string {
    const frame = this.scope.layout.frames.get(field.name);
    return frame ? `(f32x4.mul ${distance} ${this.text.kept(scale(frame, "inverse"))})` : distance;
  }

  /** Code that adds an amount, in units of the target's scale, to the target of a transmission. */
  add({ target, compensation }: Transmission, amount: string): string[] {
    const before = this.raw(target, "post");
    if (!compensation) return [this.storeRaw(target, `(f32x4.add ${before} ${amount})`, "post")];
    const [x, dx, sum, added, rest] = Array.from({ length: 5 }, () => this.text.fresh());
    const lost = `(f32x4.add (f32x4.sub ${get(x)} (f32x4.sub ${get(sum)} ${get(added)})) (f32x4.sub ${get(dx)} ${get(added)}))`;
    return [
      `(local.set ${x} ${before})`,
      `(local.set ${dx} ${amount})`,
      `(local.set ${sum} (f32x4.add ${get(x)} ${get(dx)}))`,
      `(local.set ${added} (f32x4.sub ${get(sum)} ${get(x)}))`,
      `(local.set ${rest} (f32x4.add ${this.raw(compensation, "post")} ${lost}))`,
      `(local.set ${x} (f32x4.add ${get(sum)} ${get(rest)}))`,
      this.storeRaw(target, get(x), "post"),
      this.storeRaw(compensation, `(f32x4.sub ${get(rest)} (f32x4.sub ${get(x)} ${get(sum)}))`, "post"),
    ];
  }

  private address(field: Field): number {
    return this.scope.layout.place(field).address;
  }

  private place(side: Side): Place {
    const place = this.places[side];
    if (!place) throw new TypeError(`something is read where there is no ${side}`);
    return place;
  }
}

function scale(frame: Frame, which: "before" | "after" | "inverse"): string {
  const offset = { before: 8, after: 12, inverse: 16 }[which];
  return `(v128.load32_splat (i32.const ${frame.address + offset}))`;
}
