import type { Axis } from "./figure.js";

/** A middle gray, with a contrast of at least 4.2:1 against white and JupyterLab's dark theme. */
export const ink = "#787878";
export const grid = "rgba(128,128,128,0.22)";
export const transparent = "rgba(0,0,0,0)";
export const fontFamily = "Arimo, Arial, Helvetica, sans-serif";
export const fontSize = 12;
export const titleSize = 15;

export function axis(title: string, range: readonly [number, number], more: Partial<Axis> = {}): Axis {
  return { title, range, grid: true, line: true, ...more };
}

/** An axis of consecutive whole numbers (classes, rows of a grid), without grid lines. */
export function cellAxis(title: string, count: number, names?: readonly string[], isReversed = false): Axis {
  const every = Math.ceil(count / 20);
  const values = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  return axis(title, isReversed ? [count - 0.5, -0.5] : [-0.5, count - 0.5], {
    grid: false,
    line: false,
    ticks: values.map((value) => ({ value, label: names?.[value] ?? String(value) })),
  });
}

/** The range of a value axis: the values with a margin of a twentieth on both sides. */
export function padded([low, high]: readonly [number, number]): [number, number] {
  const air = high > low ? (high - low) / 20 : Math.abs(high) / 20 || 1;
  return [low - air, high + air];
}
