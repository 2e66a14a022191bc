import { children, type Expr, mapChildren, name } from "../equations/ast.js";
import { sizeOf } from "../equations/size.js";
import { stageName, type Update } from "./method.js";

/** Updates up to this size are written out as they are. */
const LARGEST_PLAIN = 2000;

/** Names the subexpressions that occur more than once in a large update, so that they are shown and computed once. */
export function shareSubtrees(update: Update): Update {
  const roots = [...update.locals.map(([, value]) => value), ...update.next.map(({ value }) => value)];
  if (roots.reduce((sum, root) => sum + sizeOf(root).nodes, 0) <= LARGEST_PLAIN) return update;

  const classes = new Classes();
  const uses = new Map<number, number>();
  const count = (expr: Expr): void => {
    const id = classes.of(expr);
    const before = uses.get(id) ?? 0;
    uses.set(id, before + 1);
    if (before === 0) for (const child of children(expr)) count(child);
  };
  for (const root of roots) count(root);

  const locals: (readonly [string, Expr])[] = [];
  const names = new Map<number, Expr>();
  const rebuild = (expr: Expr): Expr => {
    const id = classes.of(expr);
    const known = names.get(id);
    if (known) return known;
    const result = mapChildren(expr, rebuild);
    if ((uses.get(id) ?? 0) < 2 || children(expr).length === 0) return result;
    const local = stageName(0, String(names.size + 1));
    locals.push([local, result]);
    names.set(id, name(local));
    return name(local);
  };
  for (const [local, value] of update.locals) {
    const result = rebuild(value);
    locals.push([local, result]);
  }
  const next = update.next.map(({ state, value }) => ({ state, value: rebuild(value) }));
  return { locals, next };
}

/** Gives equal trees equal numbers. */
class Classes {
  private readonly byNode = new Map<Expr, number>();
  private readonly byText = new Map<string, number>();

  of(expr: Expr): number {
    const known = this.byNode.get(expr);
    if (known !== undefined) return known;
    const own =
      expr.kind === "number" ? expr.value : expr.kind === "name" ? expr.name : expr.kind === "call" ? expr.fn : expr.op;
    const text = [expr.kind, own, ...children(expr).map((child) => this.of(child))].join(" ");
    const id = this.byText.get(text) ?? this.byText.size;
    this.byText.set(text, id);
    this.byNode.set(expr, id);
    return id;
  }
}
