import type { Expr } from "../../equations/ast.js";
import { levelOf } from "../../program/guards.js";
import type { Assignment, Program, ProjectionStep, Topology } from "../../program/program.js";
import { compileExpr, type Thunk } from "./compileExpr.js";
import { State } from "./state.js";

/** Where the loops stand: the element of each level. */
export interface Cursor {
  neuron: number;
  row: number;
  column: number;
  synapse: number;
  pre: number;
  post: number;
}

export interface Write {
  readonly target: Float64Array;
  readonly index: Thunk;
  readonly value: Thunk;
}

/** Every right side reads the values from before the event. */
export function apply(writes: readonly Write[]): void {
  const values = writes.map((w) => w.value());
  for (const [i, w] of writes.entries()) w.target[w.index()] = values[i];
}

/** The fields of a program, and expressions as functions that read them where the loops stand. */
export class Machine {
  readonly program: Program;
  readonly state: State;
  readonly at: Cursor = { neuron: 0, row: 0, column: 0, synapse: 0, pre: 0, post: 0 };
  readonly locals = new Map<string, number>();

  constructor(program: Program) {
    this.program = program;
    this.state = new State(program);
  }

  /** Neurons of a population or source. */
  size(name: string): number {
    const source = this.program.sources.find((s) => s.name === name);
    return source?.size ?? this.program.domains.get(name)?.size ?? 0;
  }

  topology(projection: string): Topology {
    const topology = this.program.topologies.get(projection);
    if (!topology) throw new TypeError(`no topology "${projection}" in the program`);
    return topology;
  }

  /** Those of a projection's assignments whose fields are at one of the levels. */
  writesAt(
    levels: readonly string[],
    assignments: readonly Assignment[],
    step: ProjectionStep,
    held?: ReadonlyMap<string, Thunk>,
  ): Write[] {
    const own = assignments.filter((a) => levels.includes(levelOf(this.program, a.field)));
    return this.writes(own, step, held);
  }

  writes(assignments: readonly Assignment[], step?: ProjectionStep, held?: ReadonlyMap<string, Thunk>): Write[] {
    return assignments.map(({ field, value }) => ({
      target: this.state.array(field),
      index: this.indexOf(field),
      value: this.thunk(value, step, held),
    }));
  }

  /** @param held names that are not read from fields */
  thunk(expr: Expr, step?: ProjectionStep, held?: ReadonlyMap<string, Thunk>): Thunk {
    return compileExpr(expr, (name) => {
      const value = held?.get(name);
      if (value) return value;
      const [side, variable] = name.split(".");
      if (side === "pre" || side === "post") {
        const array = this.state.array(`${step?.[side]}.${variable}`);
        return () => array[this.at[side]];
      }
      if (!this.program.fields.has(name)) return () => this.locals.get(name) ?? Number.NaN;
      const array = this.state.array(name);
      const index = this.indexOf(name);
      return () => array[index()];
    });
  }

  private indexOf(field: string): Thunk {
    const level = levelOf(this.program, field) as keyof Cursor;
    return () => this.at[level];
  }
}
