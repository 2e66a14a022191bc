import { levelOf } from "../../program/guards.js";
import type { Program, ProjectionStep } from "../../program/program.js";
import { type FunctionText, get } from "./functionText.js";
import type { Frame, Layout } from "./layout.js";

/** Where the loops stand: for each level the local with the byte offset of its element. */
export type Places = Readonly<Record<string, Place>>;

export interface Place {
  readonly offset: string;
  /** Four elements from there, or the one element for all lanes. */
  readonly isVector: boolean;
  /** Bytes beyond the offset. */
  readonly shift?: number;
}

export const vector = (offset: string): Place => ({ offset, isVector: true });
export const single = (offset: string): Place => ({ offset, isVector: false });

export interface Scope {
  readonly program: Program;
  readonly layout: Layout;
}

/** Reads and writes the fields of a program at the places where loops stand. */
export class Access {
  constructor(
    readonly scope: Scope,
    private readonly text: FunctionText,
    private readonly places: Places,
    /** Whether decaying fields are read as they were before this step's decay or as they are after it. */
    private readonly time: "before" | "after",
    private readonly step?: ProjectionStep,
    /** Code of values that are not read again, by name. */
    private readonly held?: ReadonlyMap<string, string>,
  ) {}

  /** The value of a name, as {@link Load}. */
  load = (name: string): string => {
    const held = this.held?.get(name);
    if (held !== undefined) return held;
    const { field, level } = this.resolve(name);
    const raw = this.raw(field, level);
    const frame = this.scope.layout.frames.get(field);
    if (!frame) return this.scope.layout.fields.get(field)?.type === "int" ? `(f32x4.convert_i32x4_s ${raw})` : raw;
    const scaled = `(f32x4.mul ${raw} ${this.text.kept(scale(frame, this.time))})`;
    return frame.target === 0 ? scaled : `(f32x4.add ${this.text.constant(frame.target)} ${scaled})`;
  };

  /** What memory holds for a field. */
  raw(field: string, level = levelOf(this.scope.program, field)): string {
    const { offset, isVector, shift = 0 } = this.place(level, field);
    return `(${isVector ? "v128.load" : "v128.load32_splat"} offset=${this.address(field) + shift} ${get(offset)})`;
  }

  /** Code that stores a value that is computed by `code`. */
  store(field: string, code: string): string {
    const frame = this.scope.layout.frames.get(field);
    if (!frame) return this.storeRaw(field, code);
    const distance = frame.target === 0 ? code : `(f32x4.sub ${code} ${this.text.constant(frame.target)})`;
    return this.storeRaw(field, this.inFrame(field, distance));
  }

  /** Replaces what memory holds for a field. */
  storeRaw(field: string, code: string, level = levelOf(this.scope.program, field)): string {
    const { offset, isVector, shift = 0 } = this.place(level, field);
    const place = `offset=${this.address(field) + shift}`;
    return isVector
      ? `(v128.store ${place} ${get(offset)} ${code})`
      : `(v128.store32_lane ${place} 0 ${get(offset)} ${code})`;
  }

  /** A distance in units of the field's present scale. */
  inFrame(field: string, distance: string): string {
    const frame = this.scope.layout.frames.get(field);
    return frame ? `(f32x4.mul ${distance} ${this.text.kept(scale(frame, "inverse"))})` : distance;
  }

  private address(field: string): number {
    const place = this.scope.layout.fields.get(field);
    if (!place) throw new TypeError(`no field "${field}" in the program`);
    return place.address;
  }

  private place(level: string, field: string): Place {
    const place = this.places[level];
    if (!place) throw new TypeError(`"${field}" is read where there is no ${level}`);
    return place;
  }

  private resolve(name: string): { field: string; level: string } {
    const [side, variable] = name.split(".");
    if (this.step && (side === "pre" || side === "post")) {
      return { field: `${this.step[side]}.${variable}`, level: side };
    }
    return { field: name, level: levelOf(this.scope.program, name) };
  }
}

function scale(frame: Frame, which: "before" | "after" | "inverse"): string {
  const offset = { before: 8, after: 12, inverse: 16 }[which];
  return `(v128.load32_splat (i32.const ${frame.address + offset}))`;
}
