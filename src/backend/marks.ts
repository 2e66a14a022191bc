import { driftingWeights, type Program, type Projection } from "../program/program.js";
import { marksKey, type Presentation, type Snapshot } from "./backend.js";

/** The projections whose normalized weights a field is: one at most. */
export const normalizedBy = (program: Program, field: string): readonly Projection[] =>
  program.projections.filter((p) => p.normalization?.weight.name === field);

/** For backends that keep them in JavaScript: which groups of weights are to be normalized. */
export class Marks {
  private readonly marks: ReadonlyMap<string, Int32Array>;

  constructor(private readonly program: Program) {
    this.marks = new Map(
      program.projections.flatMap(({ name, normalization }) =>
        normalization ? [[name, new Int32Array(normalization.groups).fill(1)]] : [],
      ),
    );
  }

  /** 1 for each group in which a weight has changed, live; undefined where nothing is normalized. */
  of({ name }: Pick<Projection, "name">): Int32Array | undefined {
    return this.marks.get(name);
  }

  /** Steps have been taken. */
  stepped({ steps, learning }: Presentation): void {
    if (steps > 0 && learning) for (const projection of driftingWeights(this.program)) this.of(projection)?.fill(1);
  }

  /** A field has been written from outside. */
  written(field: string): void {
    for (const projection of normalizedBy(this.program, field)) this.of(projection)?.fill(1);
  }

  snapshot(): [key: string, marks: Int32Array][] {
    return [...this.marks].map(([name, marks]) => [marksKey(name), marks.slice()]);
  }

  /** All are marked where the snapshot has none. */
  restore(snapshot: Snapshot): void {
    for (const [name, marks] of this.marks) marks.set(snapshot.get(marksKey(name)) ?? marks.fill(1));
  }
}
