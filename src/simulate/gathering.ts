import type { Ensemble, Executable, Presentation, PresentationResult, Probe } from "../backend/backend.js";

interface Asked {
  readonly member: number;
  readonly presentation: Presentation;
  resolve(result: PresentationResult): void;
  reject(error: unknown): void;
}

/** One call that members make together. */
class Round {
  private asked: Asked[] = [];

  /** @param underWay members that will still join, or end */
  constructor(
    private readonly ensemble: Ensemble,
    private underWay: number,
  ) {}

  ask(asked: Asked): void {
    this.asked.push(asked);
    this.presentIfAllAreHere();
  }

  end(): void {
    this.underWay--;
    this.presentIfAllAreHere();
  }

  private presentIfAllAreHere(): void {
    if (this.asked.length === 0 || this.asked.length < this.underWay) return;
    const groups = new Map<string, Asked[]>();
    for (const each of this.asked) {
      const key = keyOf(each.presentation);
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    this.asked = [];
    for (const group of groups.values()) void this.presentGroup(group);
  }

  private async presentGroup(group: readonly Asked[]): Promise<void> {
    try {
      const results = await this.ensemble.present(
        group.map((each) => each.presentation),
        group.map((each) => each.member),
      );
      for (const [i, { resolve }] of group.entries()) resolve(results[i]);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

/**
 * Joins the presentations that members of an ensemble request, each for itself, into one call for all of them, made
 * once every member that takes part has requested one or is done.
 */
export class Gathering {
  /** By member: the rounds in which it takes part, in order. */
  private readonly rounds: Round[][];

  constructor(private readonly ensemble: Ensemble) {
    this.rounds = ensemble.members.map(() => []);
  }

  /** A member's executable, which presents together with the others. */
  member(n: number): Executable {
    const member = this.ensemble.members[n];
    return {
      present: (presentation) => this.present(n, presentation),
      read: (field) => member.read(field),
      write: (field, values) => member.write(field, values),
      snapshot: () => member.snapshot(),
      restore: (snapshot) => member.restore(snapshot),
      fork: (copies, learning) => member.fork(copies, learning),
      tensors: member.tensors,
      tensorsOn: (tf) => member.tensorsOn?.(tf),
      dispose() {},
    };
  }

  /** Does work for all members, during which each may present as often as it needs to, and waits for all of it. */
  together<T>(work: readonly (() => Promise<T>)[]): Promise<T[]> {
    const round = new Round(this.ensemble, work.length);
    return allOf(
      work.map((each, member) => {
        this.rounds[member].push(round);
        return each().finally(() => {
          this.rounds[member].shift();
          round.end();
        });
      }),
    );
  }

  /** A member's presentation outside of a round is added to its next round. */
  private present(member: number, presentation: Presentation): Promise<PresentationResult> {
    return new Promise((resolve, reject) => {
      const round = this.rounds[member][0] ?? new Round(this.ensemble, 0);
      round.ask({ member, presentation, resolve, reject });
    });
  }
}

/** Waits for all, even if one of them fails. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(promises);
  return ended.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}

/** The same for presentations that differ only in their inputs. */
const keyOf = ({ inputs: _, number: _number, probes, ...rest }: Presentation): string =>
  JSON.stringify([Object.entries(rest).sort(), probes.map(describe)]);

const describe = ({ field, every, elements }: Probe) => [field, every, elements && [...elements]];
