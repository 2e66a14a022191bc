import type { Field, Program } from "../program/program.js";
import {
  type Combine,
  type Executable,
  type Fork,
  marksKey,
  type Presentation,
  type PresentationResult,
  type Snapshot,
  type Values,
} from "./backend.js";

/** The methods of an executable that copies taking turns need; its weights have been normalized. */
type Single = Pick<Executable, "present" | "read" | "write" | "snapshot" | "restore">;

/** Copies of a state that take turns on one executable, for backends that cannot run them side by side. */
export class Turns implements Fork {
  /** The state that the executable is in, if it is that of a copy. */
  private held: Snapshot | undefined;
  private isOpen = true;

  private constructor(
    private readonly program: Program,
    private readonly executable: Single,
    private readonly learning: boolean,
    private readonly before: Snapshot,
    private readonly states: Snapshot[],
  ) {
    this.held = before;
  }

  static async open(program: Program, executable: Single, copies: number, learning: boolean): Promise<Turns> {
    const state = await executable.snapshot();
    return new Turns(program, executable, learning, state, new Array<Snapshot>(copies).fill(state));
  }

  async present(presentations: readonly Presentation[], copies: readonly number[]) {
    const results: PresentationResult[] = [];
    for (const [i, presentation] of presentations.entries()) {
      await this.hold(copies[i]);
      this.held = undefined;
      results.push(await this.executable.present(presentation));
      if (!this.learning) continue;
      this.held = await this.executable.snapshot();
      this.states[copies[i]] = this.held;
    }
    return results;
  }

  async learn(combine: Combine): Promise<void> {
    const last = this.states[this.states.length - 1];
    const learned: { readonly field: Field; readonly compensation?: Field; readonly values: Float64Array }[] = [];
    const fields = [...this.program.fields.values()];
    for (const field of fields) {
      if (!field.plastic || field.compensates) continue;
      const compensation = fields.find((f) => f.compensates === field);
      const copies: Values[] = [];
      for (const copy of this.states.keys()) copies.push(await this.whole(copy, field, compensation));
      const before = await this.whole(-1, field, compensation);
      learned.push({ field, compensation, values: combined(field, before, copies, combine) });
    }
    await this.end(last);
    for (const { field, compensation, values } of learned) {
      await this.executable.write(field.name, values);
      if (!compensation) continue;
      const rounded = await this.executable.read(field.name);
      await this.executable.write(
        compensation.name,
        values.map((x, i) => x - rounded[i]),
      );
    }
    const marks = this.marks();
    if (marks.length > 0) await this.executable.restore(new Map([...(await this.executable.snapshot()), ...marks]));
  }

  dispose(): Promise<void> {
    return this.end(this.before);
  }

  /** The groups that are marked in any copy. */
  private marks(): [key: string, marks: Int32Array][] {
    return this.program.projections.flatMap(({ name, normalization }) => {
      if (!normalization) return [];
      const all = new Int32Array(normalization.groups);
      for (const state of this.states) {
        for (let j = 0; j < all.length; j++) if (state.get(marksKey(name))?.[j]) all[j] = 1;
      }
      return [[marksKey(name), all]];
    });
  }

  /** Values in a copy, or before. */
  private async read(copy: number, field: string): Promise<Values> {
    const kept = (this.states[copy] ?? this.before).get(field);
    if (kept) return kept;
    await this.hold(copy);
    return this.executable.read(field);
  }

  /** Values plus their compensations. */
  private async whole(copy: number, field: Field, compensation: Field | undefined): Promise<Values> {
    const values = await this.read(copy, field.name);
    if (!compensation) return values;
    const rests = await this.read(copy, compensation.name);
    return Float64Array.from(values).map((x, i) => x + rests[i]);
  }

  private async end(state: Snapshot): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.executable.restore(state);
  }

  private async hold(copy: number): Promise<void> {
    const state = this.states[copy] ?? this.before;
    if (this.held === state) return;
    this.held = undefined;
    await this.executable.restore(state);
    this.held = state;
  }
}

/** x + Σ Δx within the bounds of the variable, or x + Σ Δx / n. */
function combined({ bounds }: Field, before: Values, copies: readonly Values[], combine: Combine): Float64Array {
  const total = new Float64Array(before.length);
  for (const values of copies) for (let i = 0; i < total.length; i++) total[i] += values[i];
  const n = copies.length;
  if (combine === "mean") return total.map((x) => x / n);
  const [low, high] = bounds;
  return total.map((x, i) => Math.min(Math.max(x - (n - 1) * before[i], low), high));
}
