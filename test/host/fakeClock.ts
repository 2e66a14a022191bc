import { mock } from "node:test";

/** A clock that a test moves: `performance.now` and the timers follow it, so no load of the machine shifts them. */
export class FakeClock {
  #now = Math.ceil(performance.now());
  readonly #clock = mock.method(performance, "now", () => this.#now);

  constructor() {
    mock.timers.enable({ apis: ["setTimeout"] });
  }

  advance(ms: number): void {
    this.#now += ms;
    mock.timers.tick(ms);
  }

  /** The machine's own time goes on. */
  stop(): void {
    this.#clock.mock.restore();
    mock.timers.reset();
  }
}
