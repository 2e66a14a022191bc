import { nearest } from "../check/suggest.js";
import { children, type Expr } from "../equations/ast.js";
import { builtinDimension } from "../equations/builtins.js";
import { isDraw, isDrawFunction } from "../equations/draws.js";
import { isFunctionName } from "../equations/functions.js";
import { EquationError, ModelError } from "../errors.js";
import { type Dimension, NUMBER } from "../units/dimension.js";
import { units } from "../units/units.js";
import type { ResolvedParameter } from "./parameters.js";
import { isName, type Statement } from "./statement.js";

/** The names that a model declares, by kind. */
export interface Declared {
  readonly states: readonly string[];
  readonly subexpressions: ReadonlyMap<string, Expr>;
  readonly parameters: ReadonlyMap<string, ResolvedParameter>;
  /** Names that come from outside the model, such as the inputs of neurons. */
  readonly external: readonly string[];
  /** Names that are plain numbers unless something else is declared under them, such as the index of a neuron. */
  readonly numbers: readonly string[];
  /** Whether texts may read the neurons at both ends of a synapse. */
  readonly hasEnds: boolean;
}

/** Knows which names a model's texts may use, and their dimensions as far as they are declared. */
export class DeclaredNames {
  /** @throws ModelError for a name that is declared twice, is not a name, or already has a meaning */
  constructor(
    where: string,
    private readonly declared: Declared,
  ) {
    const seen = new Map<string, string>();
    for (const [n, kind] of this.own("state variable", "name")) {
      const clash = seen.get(n) ?? meaningOf(n);
      if (clash) throw new ModelError(`${where}: the ${kind} "${n}" is also a ${clash}. Rename one of them.`);
      if (!isName(n)) throw new ModelError(`${where}: the ${kind} "${n}" is not a name (letters, digits, _).`);
      seen.set(n, kind);
    }
  }

  /** The declared dimension of a name; undefined if it has to be inferred. */
  dimension(n: string): Dimension | undefined {
    const known = this.declared.parameters.get(n)?.dimension ?? units.get(n)?.dimension ?? builtinDimension(n);
    const isNumber = known === undefined && this.declared.numbers.includes(n) && !this.isDeclared(n);
    return isNumber ? NUMBER : known;
  }

  /** @throws EquationError for a name in a text that is not known, with the one that was probably meant */
  check({ expr, text, where }: Statement): void {
    const visit = (part: Expr): void => {
      if (part.kind !== "name") {
        for (const child of children(part)) visit(child);
      } else if (!this.isKnown(part.name)) {
        const { start, end } = part.span ?? { start: 0, end: text.length };
        throw new EquationError(where, `unknown symbol "${part.name}"`, text, start, end, this.hint(part.name));
      }
    };
    visit(expr);
  }

  private isDeclared(n: string): boolean {
    const { states, subexpressions, parameters } = this.declared;
    return states.includes(n) || subexpressions.has(n) || parameters.has(n);
  }

  private isKnown(n: string): boolean {
    const { numbers, external, hasEnds } = this.declared;
    if (this.isDeclared(n) || numbers.includes(n) || external.includes(n)) return true;
    return meaningOf(n) !== undefined || isDraw(n) || (hasEnds && /^(pre|post)\./.test(n));
  }

  private hint(unknown: string): string {
    // The model's own names first, as the first of equally close names is suggested.
    const kinds = new Map(this.own("variable", "variable"));
    for (const unit of units.keys()) kinds.set(unit, "unit");
    const meant = nearest(unknown, kinds.keys());
    return meant ? `did you mean the ${kinds.get(meant)} "${meant}"?` : "declare it as a parameter";
  }

  /** The declared names with their kinds. */
  private own(state: string, external: string): [name: string, kind: string][] {
    const { declared } = this;
    return [
      ...declared.states.map((n): [string, string] => [n, state]),
      ...[...declared.subexpressions.keys()].map((n): [string, string] => [n, "subexpression"]),
      ...[...declared.parameters.keys()].map((n): [string, string] => [n, "parameter"]),
      ...declared.external.map((n): [string, string] => [n, external]),
    ];
  }
}

/** What a name means that no model declares. */
function meaningOf(n: string): string | undefined {
  if (units.has(n)) return "unit";
  if (isFunctionName(n) || isDrawFunction(n)) return "function";
  return builtinDimension(n) && "name with a meaning of its own";
}
