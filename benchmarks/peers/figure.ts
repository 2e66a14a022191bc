import type { Figure } from "../../src/index.js";

export interface Entry {
  readonly work: string;
  readonly simulator: string;
  /** Time of the run, theirs / ours. */
  readonly ratio: number;
}

const COLORS = ["#0072b2", "#d55e00", "#009e73"] as const;

/** A row for each work, a dot for each simulator, over a logarithmic axis of how many times longer it takes. */
export function raceFigure(entries: readonly Entry[]): Figure {
  const works = [...new Set(entries.map(({ work }) => work))].reverse();
  const simulators = [...new Set(entries.map(({ simulator }) => simulator))];
  const most = Math.max(...entries.map(({ ratio }) => ratio));
  const least = Math.min(1, ...entries.map(({ ratio }) => ratio));
  return {
    kind: "figure",
    title: "Time of a run beside SpikeTensor's, one thread",
    width: 520,
    height: 40 + 28 * works.length,
    x: {
      title: "times as long as SpikeTensor",
      range: [0.7 * least, 1.5 * most],
      isLogarithmic: true,
      grid: true,
      line: true,
      ticks: [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]
        .filter((value) => value >= 0.7 * least && value <= 1.5 * most)
        .map((value) => ({ value, label: `${value} ×` })),
    },
    panels: [
      {
        y: {
          title: "",
          range: [-0.6, works.length - 0.4],
          grid: true,
          line: false,
          ticks: works.map((label, value) => ({ label, value })),
        },
        marks: [
          { kind: "rule", at: { x: 1 }, color: "#787878", width: 1.5 },
          ...simulators.map((simulator, i) => {
            const own = entries.filter((entry) => entry.simulator === simulator);
            return {
              kind: "dots" as const,
              name: simulator,
              x: own.map(({ ratio }) => ratio),
              y: own.map(({ work }) => works.indexOf(work)),
              color: COLORS[i % COLORS.length],
              shape: "circle" as const,
              size: 11,
              hover: `${simulator}: {x:.1f} ×`,
            };
          }),
        ],
      },
    ],
    renderer: "vega-lite",
  };
}
