import type { Expr } from "../equations/ast.js";
import { DimensionSolver } from "../equations/dimensions.js";
import { UnitError } from "../errors.js";
import { type Dimension, formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import type { ResolvedParameter } from "./parameters.js";
import type { Statement } from "./statement.js";
import type { ResolvedValue } from "./values.js";

/** What a text requires of the units of its names. */
export type Demand = (solver: DimensionSolver, source: Statement) => void;

const USUAL_UNITS = ["ms", "mV", "pA", "nS", "pF"];

/** What all texts of a model require of the units of its names. */
export class UnitDemands {
  private readonly solver: DimensionSolver;
  private readonly demands: { readonly source: Statement; readonly on: Demand }[] = [];

  /**
   * @param declared the declared dimension of a name
   * @param reached the names in an expression and in the subexpressions that it refers to
   */
  constructor(
    private readonly parameters: ReadonlyMap<string, ResolvedParameter>,
    private readonly declared: (name: string) => Dimension | undefined,
    private readonly reached: (expr: Expr) => Iterable<string>,
  ) {
    this.solver = new DimensionSolver(declared);
  }

  /** @throws UnitError if a text contradicts the others, with the parameter that may have the wrong unit */
  add(source: Statement, on: Demand): void {
    this.demands.push({ source, on });
    try {
      on(this.solver, source);
    } catch (error) {
      const hint = error instanceof UnitError && this.fittingParameter(source);
      if (!hint) throw error;
      on(this.solver, { ...source, hint });
      throw error;
    }
  }

  /** The dimension found for a name. */
  dimension(name: string): Dimension {
    return this.solver.dimension(name);
  }

  /** All demands again, with the dimensions of names from outside; `locate` gives the place of a text for errors. */
  solved(external: (name: string) => Dimension | undefined, locate: (source: Statement) => Statement): DimensionSolver {
    const solver = new DimensionSolver((n) => this.declared(n) ?? external(n));
    for (const { source, on } of this.demands) on(solver, locate(source));
    return solver;
  }

  /**
   * Suggests a parameter whose unit may be wrong: if it had another unit, all would match. Most often it has no unit.
   */
  private fittingParameter(source: Statement): string | undefined {
    const found: { readonly text: string; readonly isPlain: boolean }[] = [];
    for (const n of this.reached(source.expr)) {
      const parameter = this.parameters.get(n);
      if (!parameter) continue;
      const solver = new DimensionSolver((m) => (m === n ? undefined : this.declared(m)));
      try {
        for (const demand of this.demands) demand.on(solver, demand.source);
      } catch (error) {
        if (error instanceof UnitError) continue;
        throw error;
      }
      const needed = solver.dimension(n);
      if (sameDimension(needed, parameter.dimension)) continue;
      const text = `"${n}" would have to be in ${formatDimension(needed)}${example(parameter, needed)}`;
      found.push({ text, isPlain: sameDimension(parameter.dimension, NUMBER) });
    }
    const plain = found.filter(({ isPlain }) => isPlain);
    const [only, ...others] = plain.length > 0 ? plain : found;
    return others.length === 0 ? only?.text : undefined;
  }
}

/** `, such as ms(20)`: the given value in the coherent unit, if that is a common one. */
function example({ value }: ResolvedValue, dimension: Dimension): string {
  const unit = formatDimension(dimension);
  return typeof value === "number" && USUAL_UNITS.includes(unit) ? `, such as ${unit}(${value})` : "";
}
