import type { Field } from "../../../program/program.js";
import type { Read } from "../../../program/value.js";
import type { Layout } from "./layout.js";
import { floatLiteral } from "./literal.js";

/** How kernels read and write fields: directly, or through their moving frame. */
export class Memory {
  constructor(readonly layout: Layout) {}

  /** The value after this step's decay, or before it. */
  read(field: Field, index: string, when: "now" | "before" = "now"): string {
    const { id, type, frame } = this.layout.place(field);
    const stored = `net.${id}[${index}]`;
    if (type === "int") return `(float)${stored}`;
    return frame ? `unframed(${stored}, at.${id}${when}, ${floatLiteral(frame.target)})` : stored;
  }

  write(field: Field, index: string, value: string): string {
    const { id, type, frame } = this.layout.place(field);
    const stored = `net.${id}[${index}]`;
    if (type === "int") return `${stored} = (int)(${value});`;
    if (!frame) return `${stored} = ${value};`;
    const whole = /^[\w.]+$/.test(value) ? value : `(${value})`;
    const distance = frame.target === 0 ? whole : `(${whole} - ${floatLiteral(frame.target)})`;
    return `${stored} = ${distance} / at.${id}now;`;
  }

  /** The C variable that holds a value read. */
  local({ field, at }: Read): string {
    return at === "element" ? this.layout.id(field.name) : this.layout.id(`${at}.neuron.${field.name}`);
  }

  /** The C variable of a field's next value. */
  next(field: Field): string {
    return `${this.layout.id(field.name)}next`;
  }
}
