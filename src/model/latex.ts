import { latex, nameLatex } from "../equations/latex.js";
import type { System } from "./system.js";

/** The equations of a model as typed, in one aligned environment, with extra lines (each with its own `&`). */
export function systemLatex(system: System, extra: readonly string[]): string {
  const lines = system.source.map(([left, right]) => {
    const state = /^d(\w+)\/dt$/.exec(left)?.[1];
    const shown = state === undefined ? nameLatex(left) : `\\frac{d${nameLatex(state)}}{dt}`;
    return `${shown} &= ${latex(right)}`;
  });
  return `\\begin{aligned}\n${[...lines, ...extra].join(" \\\\\n")}\n\\end{aligned}`;
}
