/** Nullclines, fixed points and thresholds against their closed forms; level lines of shapes that are known. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate, evaluator } from "../../src/equations/evaluate.js";
import { parse } from "../../src/equations/parse.js";
import { InputError } from "../../src/errors.js";
import {
  adaptiveLif,
  adjustable,
  fitzHughNagumo,
  izhikevich,
  ms,
  mV,
  neuron,
  noisyLif,
  pA,
  plot,
  toPlotly,
} from "../../src/index.js";
import type { Dots, Figure, Line } from "../../src/plot/figure.js";
import { levelLines } from "../../src/plot/levelLines.js";
import { toSvg } from "../../src/plot/static/svg.js";
import { refused } from "../refused.js";

const marks = ({ panels }: Figure) => panels[0].marks;
const linesOf = (figure: Figure, color: string) =>
  marks(figure).filter((mark): mark is Line => mark.kind === "line" && mark.color === color);
const named = (figure: Figure, name: string) => marks(figure).find((mark) => mark.name === name);
const points = (figure: Figure, name: string) => {
  const mark = named(figure, name) as Dots | undefined;
  return Array.from(mark?.x ?? [], (x, i) => [x, mark?.y[i] ?? Number.NaN]);
};
/** The largest distance of a line's points from where they should be. */
const farthest = (lines: readonly Line[], distance: (x: number, y: number) => number) =>
  Math.max(...lines.flatMap(({ x, y }) => Array.from(x, (at, i) => Math.abs(distance(at, y[i])))));
const span = (lines: readonly Line[]) => {
  const x = lines.flatMap((line) => Array.from(line.x));
  return [Math.min(...x), Math.max(...x)];
};
const [FIRST, SECOND] = ["#0072b2", "#d55e00"];

const fhn = (iDrive: number) =>
  plot.phasePlane(neuron({ ...fitzHughNagumo, parameters: { ...fitzHughNagumo.parameters, iDrive } }), {
    axes: { v: [-2.5, 2.5], w: [-1.5, 2] },
  });

test("the nullclines of FitzHugh and Nagumo are the cubic and the line of their equations", () => {
  const figure = fhn(0.5);
  const [cubic, straight] = [linesOf(figure, FIRST), linesOf(figure, SECOND)];
  assert.is(named(figure, "dv/dt = 0"), cubic[0]);
  assert.ok(farthest(cubic, (v, w) => w - (v - v ** 3 / 3 + 0.5)) < 1e-11);
  assert.ok(farthest(straight, (v, w) => w - (v + 0.7) / 0.8) < 1e-11);
  // All of the cubic in this plane is there: it begins at the top, has both knees, and ends at the bottom.
  assert.is(cubic.length, 1);
  const w = Array.from(cubic[0].y);
  assert.ok(Math.abs(Math.max(...w) - 2) < 1e-12 && Math.abs(Math.min(...w) + 1.5) < 1e-12);
  assert.ok(span(straight)[0] < -1.89 && span(straight)[1] > 0.89);
});

test("the rest of FitzHugh and Nagumo is a fixed point, which loses its stability where theory says", () => {
  const [[v, w]] = points(fhn(0), "stable fixed point");
  assert.ok(Math.abs(v + 1.19941) < 1e-5 && Math.abs(w + 0.62426) < 1e-5, `found ${v}, ${w}`);
  // v* = −√(1 − b/tauW), and the current for which it is the fixed point.
  const edge = -Math.sqrt(1 - 0.8 / 12.5);
  const current = (edge + 0.7) / 0.8 - edge + edge ** 3 / 3;
  assert.is(points(fhn(current - 0.001), "stable fixed point").length, 1);
  assert.is(points(fhn(current + 0.001), "unstable fixed point").length, 1);
});

const izhikevichAt = (iDrive: number) =>
  plot.phasePlane(neuron({ ...izhikevich, parameters: { ...izhikevich.parameters, iDrive: mV(iDrive) } }), {
    axes: { v: [mV(-90), mV(40)], u: [mV(-25), mV(25)] },
  });

test("Izhikevich's neuron rests at the lower root of its parabola; the upper one is a saddle; both go with the current", () => {
  const figure = izhikevichAt(0);
  const root = (sign: number) => (-4.8 + sign * Math.sqrt(4.8 ** 2 - 0.16 * 140)) / 0.08;
  const [[rest, u]] = points(figure, "stable fixed point");
  const [[saddle]] = points(figure, "saddle point");
  assert.ok(Math.abs(rest - root(-1)) < 1e-9 && Math.abs(u - 0.2 * root(-1)) < 1e-9, `found ${rest}`);
  assert.ok(Math.abs(saddle - root(1)) < 1e-9, `found ${saddle}`);
  assert.ok(farthest(linesOf(figure, FIRST), (v, y) => y - (0.04 * v ** 2 + 5 * v + 140)) < 1e-9);
  // 4.8² = 0.16 (140 + I) at I = 4.
  assert.is(points(izhikevichAt(3.99), "saddle point").length, 1);
  assert.is(points(izhikevichAt(4.01), "saddle point").length, 0);
  assert.is(points(izhikevichAt(4.01), "stable fixed point").length, 0);
});

test("an adaptive threshold is a slanted line, and its neuron's nullclines are upright and level", () => {
  const parameters = { ...adaptiveLif.parameters, iDrive: pA(250) };
  const figure = plot.phasePlane(neuron({ ...adaptiveLif, parameters }), {
    axes: { v: [mV(-70), mV(-30)], theta: [mV(-2), mV(15)] },
    trajectory: { v: [-65, -50], theta: [0, 2] },
  });
  assert.ok(farthest(linesOf(figure, FIRST), (v) => v - (-65 + 25)) < 1e-9);
  assert.ok(farthest(linesOf(figure, SECOND), (_, theta) => theta) < 1e-9);
  const threshold = named(figure, "threshold") as Line;
  assert.ok(farthest([threshold], (v, theta) => v - (theta - 50)) < 1e-9);
  assert.equal((named(figure, "trajectory") as Line).y, [0, 2]);
  assert.is(figure.x.title, "v (mV)");
});

test("every renderer draws a trajectory in its own order, back and forth", async () => {
  const figure = plot.phasePlane(neuron(fitzHughNagumo), {
    axes: { v: [-2.5, 2.5], w: [-1, 2] },
    trajectory: { v: [0, 2, -2, 0], w: [0, 1, 1, 0] },
  });
  const line = named(figure, "trajectory") as Line;
  const trace = toPlotly(figure).data.find((one) => (one as { name?: string }).name === "trajectory");
  assert.equal((trace as { x: unknown }).x, line.x);
  const svg = await toSvg(figure);
  const at = (v: number, w: number) =>
    `${Math.round(((v + 2.5) / 5) * 4400) / 10},${Math.round(((2 - w) / 3) * 3600) / 10}`;
  assert.match(svg, `M${at(0, 0)}L${at(2, 1)}L${at(-2, 1)}L${at(0, 0)}`);
});

test("noise is left out, and what can be chosen is", () => {
  const plain = {
    equations: {
      "dv/dt": "(iDrive - v + s * u) / tau + sigma * sqrt(2 / tau) * xi",
      "du/dt": "-u / tau",
      "ds/dt": "-s / tau",
    },
    parameters: { tau: ms(10), sigma: 0.1, iDrive: adjustable(1) },
  } as const;
  const axes = { v: [-3, 3], u: [-2, 2] } as const;
  const at = (more: object) => linesOf(plot.phasePlane(neuron(plain), { axes, ...more }), FIRST);
  assert.ok(farthest(at({}), (v) => v - 1) < 1e-9);
  assert.ok(farthest(at({ at: { iDrive: 2, s: 0.5 } }), (v, u) => v - 2 - 0.5 * u) < 1e-9);
});

test("what is no plane is refused", () => {
  const model = neuron(izhikevich);
  const axes = { v: [mV(-90), mV(40)], u: [-25, 25] } as const;
  const says = (words: RegExp, options: object, of: unknown = model) =>
    refused(() => plot.phasePlane(of as never, options as never), words, InputError);
  says(/phasePlane, axes: found v, expected two state variables of the model: v, u/, { axes: { v: axes.v } });
  says(/axes: found v, x, expected two/, { axes: { v: axes.v, x: axes.u } });
  says(/axes, v: found 40 to -90, expected the lower end first/, { axes: { ...axes, v: [mV(40), mV(-90)] } });
  says(/axes, v: found 5 ms, expected one value in mV/, { axes: { ...axes, v: [ms(5), mV(1)] } });
  says(/at: found c, expected another state variable/, { axes, at: { c: 1 } });
  says(/found 5, expected a neuron model/, { axes }, 5);
  says(/trajectory, u: found 1 values, expected 2/, { axes, trajectory: { v: [1, 2], u: [1] } });
  says(/found "axis".* Did you mean "axes"/, { axis: axes });
  const several = neuron({ ...izhikevich, parameters: { ...izhikevich.parameters, iDrive: mV([1, 2]) } });
  says(/dv\/dt: found iDrive, which has no single value/, { axes }, several);
  says(/two state variables of the model: v/, { axes }, neuron(noisyLif));
});

const around = { x: [-2, 2], y: [-2, 2], columns: 40, rows: 40 } as const;

test("the level line of a circle is one ring, closed, on the circle", () => {
  const lines = levelLines((x, y) => x * x + y * y - 1, around);
  assert.is(lines.length, 1);
  const [{ x, y }] = lines;
  assert.equal([x[0], y[0]], [x.at(-1), y.at(-1)]);
  assert.ok(x.every((at, i) => Math.abs(Math.hypot(at, y[i]) - 1) < 1e-13));
  const length = x.reduce((sum, at, i) => (i === 0 ? 0 : sum + Math.hypot(at - x[i - 1], y[i] - y[i - 1])), 0);
  assert.ok(Math.abs(length - 2 * Math.PI) < 0.01, `found a length of ${length}`);
});

test("a hyperbola is two lines that do not touch; a pole is none", () => {
  const lines = levelLines((x, y) => x * y - 0.003, { ...around, columns: 41, rows: 41 });
  assert.is(lines.length, 2);
  for (const { x, y } of lines) assert.ok(x.every((at, i) => Math.abs(at * y[i] - 0.003) < 1e-12 && at * x[0] > 0));
  assert.equal(
    levelLines((x) => 1 / (x - 0.0123), around),
    [],
  );
  assert.equal(
    levelLines(() => Number.NaN, around),
    [],
  );
});

test("an expression as a function of names has the value that it has when it is evaluated", () => {
  const text = "where(x > k, -x^2 + exp(y / k), not (x < y)) + max(x, y, 0.5) % k";
  const expr = parse(text, "test");
  const of = evaluator(expr, ["x", "y"], () => 1.5);
  for (const [x, y] of [
    [2, 0.3],
    [-1, 0.2],
    [0.2, -0.7],
  ])
    assert.is(
      of(x, y),
      evaluate(expr, (name) => ({ x, y, k: 1.5 })[name] ?? Number.NaN),
    );
});

test.run();
