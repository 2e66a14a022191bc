import { driftingWeights, type Program, type Projection } from "../program/program.js";
import { marksKey, type Presentation, type Snapshot } from "./backend.js";

/** The projections of which a field is the normalized weight: at most one. */
export const normalizedBy = (program: Program, field: string): readonly Projection[] =>
  program.projections.filter((p) => p.normalization?.weight.name === field);

/** Tracks which groups of weights have to be normalized, for backends that do so in JavaScript. */
export class Marks {
  private readonly marks: ReadonlyMap<string, Int32Array>;

  constructor(private readonly program: Program) {
    this.marks = new Map(
      program.projections.flatMap(({ name, normalization }) =>
        normalization ? [[name, new Int32Array(normalization.groups).fill(1)]] : [],
      ),
    );
  }

  /** 1 for each group in which a weight has changed (a live array); undefined if the projection is not normalized. */
  of({ name }: Pick<Projection, "name">): Int32Array | undefined {
    return this.marks.get(name);
  }

  /** Call after steps have run. */
  stepped({ steps, learning }: Presentation): void {
    if (steps > 0 && learning) for (const projection of driftingWeights(this.program)) this.of(projection)?.fill(1);
  }

  /** Call after a field has been written from outside. */
  written(field: string): void {
    for (const projection of normalizedBy(this.program, field)) this.of(projection)?.fill(1);
  }

  snapshot(): [key: string, marks: Int32Array][] {
    return [...this.marks].map(([name, marks]) => [marksKey(name), marks.slice()]);
  }

  /** If the snapshot has no marks, all groups are marked. */
  restore(snapshot: Snapshot): void {
    for (const [name, marks] of this.marks) marks.set(snapshot.get(marksKey(name)) ?? marks.fill(1));
  }
}
