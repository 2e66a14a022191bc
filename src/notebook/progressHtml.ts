import { escapeHtml } from "../plot/escape.js";
import { fraction, type ProgressState, progressText } from "./progressState.js";

// Okabe and Ito's colors, distinguishable for color-blind people, with enough contrast on light and dark backgrounds.
const COLORS = {
  running: "#0072b2",
  paused: "#e69f00",
  finished: "#009e73",
  stopped: "#d55e00",
  left: "#d55e00",
} as const;

/** A bar and its line of text. Only inline styles survive where a notebook's outputs are sanitized. */
export function progressHtml(state: ProgressState): string {
  const color = COLORS[state.phase];
  const part = fraction(state);
  const bar =
    part === undefined
      ? ""
      : `<div style="height:6px;border-radius:3px;background:rgba(128,128,128,0.25);overflow:hidden">` +
        `<div style="height:6px;width:${(part * 100).toFixed(1)}%;background:${color}"></div></div>`;
  return (
    `<div role="progressbar" style="max-width:640px;margin:4px 0">` +
    `<div style="font-size:13px;line-height:20px;font-variant-numeric:tabular-nums">${escapeHtml(progressText(state))}</div>` +
    `${bar}</div>`
  );
}
