import { children, type Expr } from "./ast.js";

/** The number of nodes of a tree when written out, and its depth. */
export interface Size {
  readonly nodes: number;
  readonly depth: number;
}

const known = new WeakMap<Expr, Size>();

/** The size of a tree; its subtrees may be shared. */
export function sizeOf(expr: Expr): Size {
  const found = known.get(expr);
  if (found) return found;
  const parts = children(expr).map(sizeOf);
  const size = {
    nodes: parts.reduce((sum, part) => sum + part.nodes, 1),
    depth: 1 + Math.max(0, ...parts.map((part) => part.depth)),
  };
  known.set(expr, size);
  return size;
}
