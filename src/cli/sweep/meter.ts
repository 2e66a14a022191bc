import { formatSeconds, Rate } from "../../notebook/rate.js";
import type { RunProgress } from "../../sweep/doRun.js";
import { neuronsOf, type SweepRun } from "../../sweep/spec.js";
import { LINE_MS } from "../eth/meter.js";

const REDRAW_MS = 500;

/**
 * Shows the progress of a sweep in one line on stderr. The cost of a digit is roughly proportional to the number of
 * neurons, so fractions and remaining time are in neurons × digits. Runs that have not started are assumed to have as
 * many digits as those that have.
 */
export class SweepMeter {
  private readonly start = performance.now();
  private readonly rate = new Rate();
  private readonly weights: ReadonlyMap<string, number>;
  private readonly progress = new Map<string, RunProgress & { readonly before: number }>();
  private readonly ended = new Set<string>();
  private drawn = 0;

  constructor(runs: readonly SweepRun[]) {
    this.weights = new Map(runs.map(({ name, choices }) => [name, neuronsOf(choices)]));
  }

  update({ name }: SweepRun, progress: RunProgress): void {
    // What a run had done before this sweep started does not count toward its speed.
    this.progress.set(name, { ...progress, before: this.progress.get(name)?.before ?? progress.done });
    const now = performance.now();
    if (now - this.drawn < (process.stderr.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.drawn = now;
    const text = this.text();
    process.stderr.write(
      process.stderr.isTTY ? `\r\u001b[K${text.slice(0, (process.stderr.columns || 80) - 1)}` : `${text}\n`,
    );
  }

  end(name: string): void {
    this.ended.add(name);
    this.close();
  }

  /** Clears the line for subsequent output. */
  close(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    this.drawn = 0;
  }

  private text(): string {
    let [done, worked, known, knownWeight, weight] = [0, 0, 0, 0, 0];
    for (const [name, neurons] of this.weights) {
      weight += neurons;
      const found = this.progress.get(name);
      if (found === undefined) continue;
      const current = this.ended.has(name) ? found.total : found.done;
      done += neurons * current;
      worked += neurons * (current - found.before);
      known += neurons * found.total;
      knownWeight += neurons;
    }
    const total = (known * weight) / knownWeight;
    this.rate.observe(worked, (performance.now() - this.start) / 1000);
    const { perSecond } = this.rate;
    const left =
      perSecond === undefined || perSecond <= 0 ? "" : ` · ${formatSeconds((total - done) / perSecond)} left`;
    const atWork = [...this.progress]
      .filter(([name]) => !this.ended.has(name))
      .map(([name, found]) => `${name} ${Math.floor((100 * found.done) / found.total)} %`);
    return `${this.ended.size} of ${this.weights.size} runs · ${Math.floor((100 * done) / total)} %${left} · ${atWork.join(", ")}`;
  }
}
