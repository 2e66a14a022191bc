import type { Competition } from "../program/program.js";

/** Decides which of the neurons above threshold spike if they compete, for backends that know these in JavaScript. */
export class Contest {
  private readonly maps: Int32Array;
  /** By place: 1 where a winner leaves no room for another. */
  private readonly taken: Uint8Array;
  private won = 0;

  constructor(private readonly competition: Competition) {
    const [height, width, maps] = competition.grid;
    this.maps = new Int32Array(maps);
    this.taken = new Uint8Array(height * width);
  }

  /**
   * The winners, in ascending order.
   * @param candidates in ascending order
   * @param margins of every neuron, or one for all
   * @param lots likewise
   */
  winners(candidates: readonly number[], margins: ArrayLike<number>, lots?: ArrayLike<number>): number[] {
    this.maps.fill(0);
    this.taken.fill(0);
    this.won = 0;
    const of = (values: ArrayLike<number> | undefined, j: number) =>
      values === undefined ? 0 : values[values.length === 1 ? 0 : j];
    const before = (a: number, b: number) => of(margins, b) - of(margins, a) || of(lots, b) - of(lots, a) || a - b;
    const winners: number[] = [];
    for (const neuron of [...candidates].sort(before)) {
      if (this.isShutOut(neuron)) continue;
      this.win(neuron);
      winners.push(neuron);
    }
    return winners.sort((a, b) => a - b);
  }

  /** Whether the last winners leave no room for a neuron. */
  isShutOut(neuron: number): boolean {
    const { count, perMap } = this.competition;
    const { maps, taken } = this;
    const isFull = this.won >= count || maps[neuron % maps.length] >= perMap;
    return isFull || taken[Math.floor(neuron / maps.length)] !== 0;
  }

  private win(neuron: number): void {
    const { grid, radius } = this.competition;
    const [height, width, maps] = grid;
    this.won++;
    this.maps[neuron % maps]++;
    if (radius === undefined) return;
    const place = Math.floor(neuron / maps);
    const [y, x] = [Math.floor(place / width), place % width];
    for (let i = Math.max(0, y - radius); i <= Math.min(height - 1, y + radius); i++) {
      this.taken.fill(1, i * width + Math.max(0, x - radius), i * width + Math.min(width - 1, x + radius) + 1);
    }
  }
}
