import type { Executable, Fork, Presentation, PresentationResult, Snapshot } from "../backend/backend.js";

/** Copies of a state that take turns on one executable, for backends that have none side by side. */
export class Turns implements Fork {
  /** Whose state the executable holds, or none's. */
  private held = -1;
  private remembered?: Snapshot;
  private isOpen = true;

  private constructor(
    private readonly executable: Executable,
    private readonly before: Snapshot,
    private states: Snapshot[],
  ) {}

  static async open(executable: Executable, copies: number): Promise<Turns> {
    const state = await executable.snapshot();
    return new Turns(executable, state, new Array<Snapshot>(copies).fill(state));
  }

  async present(presentations: readonly Presentation[]): Promise<readonly PresentationResult[]> {
    const results: PresentationResult[] = [];
    for (const [copy, presentation] of presentations.entries()) {
      await this.hold(copy);
      const { counts, ...rest } = await this.executable.present(presentation);
      results.push({ ...rest, counts: new Map([...counts].map(([name, spikes]) => [name, spikes.slice()])) });
      this.states[copy] = await this.executable.snapshot();
    }
    return results;
  }

  async read(copy: number, field: string): Promise<Float32Array | Float64Array | Int32Array> {
    const kept = this.states[copy].get(field);
    if (kept) return kept;
    await this.hold(copy);
    return this.executable.read(field);
  }

  async keep(copies: readonly number[]): Promise<void> {
    this.states = copies.map((copy) => this.states[copy]);
    this.held = copies.indexOf(this.held);
  }

  async remember(copy: number): Promise<void> {
    this.remembered = this.states[copy];
  }

  adopt(): Promise<void> {
    return this.end(this.remembered ?? this.before);
  }

  dispose(): Promise<void> {
    return this.end(this.before);
  }

  private async end(state: Snapshot): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.executable.restore(state);
  }

  private async hold(copy: number): Promise<void> {
    if (this.held === copy) return;
    this.held = -1;
    await this.executable.restore(this.states[copy]);
    this.held = copy;
  }
}
