import { type Expr, mapChildren } from "./ast.js";

/** Functions that give a new random number for every step and element: uniform in (0, 1), and standard normal. */
export const DRAW_FUNCTIONS = ["rand", "randn"] as const;

type DrawFunction = (typeof DRAW_FUNCTIONS)[number];

export const isDrawFunction = (text: string): text is DrawFunction => DRAW_FUNCTIONS.some((fn) => fn === text);

/**
 * In a tree, a call of one of them is a name: `rand()` with a label for its place in the model. One place gives one
 * number for each step and element, however often it is substituted; two places give two numbers.
 */
const DRAW = /^(?:.*\.)?(randn?)\(\)/;

export const isDraw = (name: string): boolean => DRAW.test(name);

export const drawFunction = (name: string): DrawFunction => (DRAW.exec(name)?.[1] === "randn" ? "randn" : "rand");

/** Gives each call in a text its own name. */
export function labelDraws(expr: Expr, label: string): Expr {
  let count = 0;
  const visit = (e: Expr): Expr =>
    e.kind === "name" && isDraw(e.name) ? { ...e, name: `${e.name} ${label}, ${++count}` } : mapChildren(e, visit);
  return visit(expr);
}

/** A name as the user typed it. */
export const shownName = (name: string): string => DRAW.exec(name)?.[0] ?? name;

/** White noise: `xi`, `xi1`, `xi_slow`; and `xi:v`, which the exact method derives from it. */
export const isNoise = (name: string): boolean => /^(?:.*\.)?xi(?:\d+|[_:]\w+)?$/.test(name);
