import type { Combine, Executable, Fork, Presentation, PresentationResult, Snapshot } from "../backend/backend.js";
import type { Field, Program } from "../program/program.js";

type Values = Float32Array | Float64Array | Int32Array;

/** Copies of a state that take turns on one executable, for backends that have none side by side. */
export class Turns implements Fork {
  /** Whose state the executable holds, or none's. */
  private held = -1;
  private isOpen = true;

  private constructor(
    private readonly fields: readonly Field[],
    private readonly executable: Executable,
    private readonly before: Snapshot,
    private readonly states: Snapshot[],
  ) {}

  static async open(program: Program, executable: Executable, copies: number): Promise<Turns> {
    const state = await executable.snapshot();
    const plastic = [...program.fields.values()].filter((field) => field.plastic);
    return new Turns(plastic, executable, state, new Array<Snapshot>(copies).fill(state));
  }

  async present(presentations: readonly Presentation[], copies: readonly number[]) {
    const results: PresentationResult[] = [];
    for (const [i, presentation] of presentations.entries()) {
      await this.hold(copies[i]);
      const { counts, ...rest } = await this.executable.present(presentation);
      results.push({ ...rest, counts: new Map([...counts].map(([name, spikes]) => [name, spikes.slice()])) });
      this.states[copies[i]] = await this.executable.snapshot();
    }
    return results;
  }

  async learn(combine: Combine): Promise<void> {
    const n = this.states.length;
    const learned = new Map<Field, readonly Values[]>(this.fields.map((field) => [field, []]));
    for (let copy = -1; copy < n; copy++) {
      for (const [field, values] of learned) learned.set(field, [...values, await this.read(copy, field.name)]);
    }
    await this.end(this.states[n - 1]);
    for (const [field, [before, ...copies]] of learned) {
      await this.executable.write(field.name, combined(field, before, copies, combine));
    }
  }

  dispose(): Promise<void> {
    return this.end(this.before);
  }

  /** Values in a copy, or before. */
  private async read(copy: number, field: string): Promise<Values> {
    const state = this.states[copy] ?? this.before;
    const kept = state.get(field);
    if (kept) return kept;
    await this.hold(copy);
    return this.executable.read(field);
  }

  private async end(state: Snapshot): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.executable.restore(state);
  }

  private async hold(copy: number): Promise<void> {
    if (this.held === copy && copy >= 0) return;
    this.held = -1;
    await this.executable.restore(this.states[copy] ?? this.before);
    this.held = copy;
  }
}

/** x + Σ Δx within the bounds of the variable, or x + Σ Δx / n; marks stay where a copy has set them. */
function combined({ type, bounds }: Field, before: Values, copies: readonly Values[], combine: Combine): Float64Array {
  const total = new Float64Array(before.length);
  if (type === "int") {
    for (const marks of copies) for (let i = 0; i < total.length; i++) if (marks[i] !== 0) total[i] = marks[i];
    return total;
  }
  for (const values of copies) for (let i = 0; i < total.length; i++) total[i] += values[i];
  const n = copies.length;
  if (combine === "mean") return total.map((x) => x / n);
  const [low, high] = bounds;
  return total.map((x, i) => Math.min(Math.max(x - (n - 1) * before[i], low), high));
}
