import type { Ensemble, Executable, Presentation, PresentationResult } from "../backend.js";

/** Networks that share kernels and launches. */
export interface Group {
  /** The indices of its members among all networks. */
  readonly numbers: readonly number[];
  readonly members: readonly Executable[];
  /** One presentation for each of these members of the group. */
  present(presentations: readonly Presentation[], members: readonly number[]): Promise<readonly PresentationResult[]>;
  dispose(): void;
}

/** Groups side by side: each has a stream of its own, so that the device works on all of them at once. */
export class GroupedEnsemble implements Ensemble {
  readonly members: readonly Executable[];
  /** By network: its group, and its index there. */
  private readonly places: readonly (readonly [group: Group, member: number])[];

  constructor(private readonly groups: readonly Group[]) {
    const places: (readonly [Group, number])[] = [];
    for (const group of groups) for (const [member, n] of group.numbers.entries()) places[n] = [group, member];
    this.places = places;
    this.members = places.map(([group, member]) => group.members[member]);
  }

  async present(
    presentations: readonly Presentation[],
    members: readonly number[],
  ): Promise<readonly PresentationResult[]> {
    const results: PresentationResult[] = [];
    await Promise.all(
      this.groups.map(async (group) => {
        const mine = [...members.keys()].filter((i) => this.places[members[i]][0] === group);
        if (mine.length === 0) return;
        const found = await group.present(
          mine.map((i) => presentations[i]),
          mine.map((i) => this.places[members[i]][1]),
        );
        for (const [k, i] of mine.entries()) results[i] = found[k];
      }),
    );
    return results;
  }

  dispose(): void {
    for (const group of this.groups) group.dispose();
  }
}
