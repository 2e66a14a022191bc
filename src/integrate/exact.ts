import { add, type Expr, name, namesIn, number, substitute, times } from "../equations/ast.js";
import { bounds } from "../equations/interval.js";
import { linearIn } from "../equations/linear.js";
import { excerpt } from "../equations/print.js";
import { closure } from "./coupling.js";
import { jointNoise } from "./exactNoise.js";
import { exponentialStep } from "./exponentialEuler.js";
import { spectralRadius } from "./matrix.js";
import { matrixExponential } from "./matrixExponential.js";
import { type Method, type Ode, type Step, stageName, type Update } from "./method.js";
import { decayedDeviation, isShared, noiseOf } from "./noise.js";

/** rate = Σ row·states + constant; neither contains a state variable. */
interface Linear {
  readonly row: readonly Expr[];
  readonly constant: Expr;
}

/** The coefficients, or null if the rate is not linear with constant ones. Inputs may only be added to it. */
function coefficients(rate: Expr, states: readonly string[], { arrays, inputs }: Step): Linear | null {
  const row: Expr[] = [];
  let rest = rate;
  for (const state of states) {
    const form = linearIn(rest, state);
    if (!form) return null;
    row.push(form.slope);
    rest = form.constant;
  }
  const isFixed = (expr: Expr) => [...namesIn(expr)].every((n) => arrays.has(n));
  const isAdded = [...namesIn(rest)].every((n) => arrays.has(n) || inputs.has(n));
  return row.every(isFixed) && isAdded ? { row, constant: rest } : null;
}

/** The inputs that make the coefficients of an equation change from step to step, as text. */
function changing({ rate }: Ode, { inputs }: Step): string {
  const names = [...namesIn(rate)].filter((n) => inputs.has(n));
  return names.length === 0 ? "" : `: ${names.join(", ")} may differ from step to step, and can only be added`;
}

/**
 * Up to so many e-foldings or radians in a step, the series for coefficients that differ between neurons is short
 * enough.
 */
const LARGEST_ARRAY_STEP = 8;

/**
 * The exact solution of linear equations with constant coefficients, dx/dt = A·x + c, over one step: x ← e^{A·dt}·x +
 * ∫₀^dt e^{A·s} ds · c. If A is one matrix for all neurons, the solution is computed once, from the exponential of [[A,
 * 1], [0, 0]]. If A differs between neurons, the step is the series Σ (A·dt)ʲ/j!, to double precision.
 *
 * White noise with constant amplitudes has the covariance of the exact solution.
 *
 * Source: Rotter & Diesmann (1999), Biological Cybernetics 81, 381–402.
 */
export const exact: Method = {
  name: "exact",
  order: Number.POSITIVE_INFINITY,
  stabilityLimit: Number.POSITIVE_INFINITY,
  rejects(step) {
    const states = step.odes.map((o) => o.state);
    const ode = step.odes.find((o) => !coefficients(o.rate, states, step));
    if (ode)
      return `d${ode.state}/dt = ${excerpt(ode.rate)} is not linear with constant coefficients${changing(ode, step)}`;
    const noise = noiseProblem(step);
    if (noise) return noise;
    const long = states.find((state) => !isAlone(state, step) && !(arraySize(state, step) <= LARGEST_ARRAY_STEP));
    return (
      long &&
      `a step of ${step.dt} ms is too long for d${long}/dt, whose coefficients differ between neurons: some time ` +
        `constant is shorter than an eighth of it`
    );
  },
  noise,
  update(step) {
    const series = step.odes.filter(({ state }) => !isAlone(state, step) && arraySize(state, step) > 0);
    const { locals, next } = seriesUpdate(series, step);
    const values = new Map(next.map(({ state, value }) => [state, value]));
    return {
      locals,
      next: step.odes.map((ode) => ({ state: ode.state, value: values.get(ode.state) ?? solution(ode, step) })),
    };
  },
};

/** Whether each noise source drives one variable, on which no other depends. */
const isNoiseAlone = (step: Step): boolean =>
  !isShared(step) && withNoiseBehind(step).every(({ state }) => step.noise.has(state) && isAlone(state, step));

/** The equations with noise, and those that depend on them. */
const withNoiseBehind = ({ odes, noise }: Step): Ode[] =>
  odes.filter(({ state }) => closure(state, odes).some((o) => noise.has(o.state)));

/**
 * Why the noise has no exact solution: amplitudes must be constant, and so must coefficients if variables depend on one
 * another.
 */
function noiseProblem(step: Step): string | undefined {
  const behind = withNoiseBehind(step);
  const states = behind.map((o) => o.state);
  const isSingle = isNoiseAlone(step);
  for (const { state } of behind) {
    const amplitudes = (step.noise.get(state) ?? []).map((t) => t.amplitude);
    const isFixed = (e: Expr) => (isSingle ? [...namesIn(e)].every((n) => step.arrays.has(n)) : e.kind === "number");
    const wrong = amplitudes.find((e) => !isFixed(e));
    if (wrong) return `the noise of d${state}/dt has the amplitude ${excerpt(wrong)}, which is not constant`;
  }
  if (isSingle) return undefined;
  const uneven = behind.find((o) => linear(o, allOf(step), step).row.some((e) => e.kind !== "number"));
  return (
    uneven &&
    `${states.join(", ")} share noise or depend on one another, with coefficients of d${uneven.state}/dt that differ between ` +
      "neurons"
  );
}

const allOf = ({ odes }: Step): string[] => odes.map((o) => o.state);

function noise(step: Step): ReadonlyMap<string, Expr> {
  if (step.noise.size === 0) return new Map();
  if (isNoiseAlone(step)) {
    const slope = (state: string) => linear(odeOf(state, step), [state], step).row[0];
    return noiseOf(step, (state) => decayedDeviation(slope(state), step.dt));
  }
  const behind = withNoiseBehind(step);
  const states = behind.map((o) => o.state);
  const numberOf = (e: Expr | undefined) => (e?.kind === "number" ? e.value : 0);
  const a = behind.map((o) => {
    const { row } = linear(o, allOf(step), step);
    return states.map((state) => numberOf(row[allOf(step).indexOf(state)]));
  });
  const sources = [...new Set([...step.noise.values()].flatMap((terms) => terms.map((t) => t.source)))];
  const g = states.map((state) =>
    sources.map((source) => numberOf(step.noise.get(state)?.find((t) => t.source === source)?.amplitude)),
  );
  return jointNoise(states, a, g, step.dt);
}

function odeOf(state: string, { odes }: Step): Ode {
  const ode = odes.find((o) => o.state === state);
  if (!ode) throw new TypeError(`no equation of ${state}`);
  return ode;
}

const isAlone = (state: string, { odes }: Step): boolean => closure(state, odes).length === 1;

function linear({ rate }: Ode, states: readonly string[], step: Step): Linear {
  const found = coefficients(rate, states, step);
  if (!found) throw new TypeError("not linear with constant coefficients");
  return found;
}

/**
 * The spectral radius of the matrix of a variable's closed system, in absolute values, times dt; 0 for plain numbers.
 */
function arraySize(state: string, step: Step): number {
  const system = closure(state, step.odes);
  const rows = system.map(
    (o) =>
      linear(
        o,
        system.map((s) => s.state),
        step,
      ).row,
  );
  if (rows.flat().every((entry) => entry.kind === "number")) return 0;
  const range = (n: string) => step.arrays.get(n) ?? ([0, 0] as const);
  const largest = (entry: Expr) => Math.max(...bounds(entry, range).map((end) => Math.abs(end * step.dt)));
  return Math.max(spectralRadius(rows.map((row) => row.map(largest))), Number.MIN_VALUE);
}

function solution(ode: Ode, step: Step): Expr {
  const system = closure(ode.state, step.odes);
  const states = system.map((o) => o.state);
  const rows = system.map((o) => linear(o, states, step));
  if (rows.length === 1) {
    return exponentialStep(ode.state, { slope: rows[0].row[0], constant: rows[0].constant }, step.dt);
  }
  const entry = (i: number, j: number): number => {
    const coefficient = rows[i]?.row[j];
    if (coefficient) return coefficient.kind === "number" ? coefficient.value * step.dt : Number.NaN;
    return i + states.length === j ? step.dt : 0;
  };
  const size = [...Array(2 * states.length).keys()];
  const row = matrixExponential(size.map((i) => size.map((j) => entry(i, j))))[states.indexOf(ode.state)];
  const constant = rows.reduce<Expr>(
    (sum, { constant }, j) => add(sum, times(number(row[states.length + j]), constant)),
    number(0),
  );
  return states.reduce<Expr>((sum, other, i) => add(sum, times(number(row[i]), name(other))), constant);
}

/**
 * The Taylor series in Horner's form, y ← x + (h/j)·f(y) for j from the last term to the first; for a linear f this is
 * Σ (A·h)ʲ/j!·x, and likewise for the constant. `h` is dt, or a fraction of it with at most about one e-folding.
 */
function seriesUpdate(series: readonly Ode[], step: Step): Update {
  const needed = step.odes.filter((o) => series.some((s) => closure(s.state, step.odes).includes(o)));
  const size = Math.max(0, ...series.map((o) => arraySize(o.state, step)));
  const parts = Math.max(1, Math.ceil(size));
  const terms = termsFor(size / parts);
  const locals: (readonly [string, Expr])[] = [];
  const stage = (index: number, n: string): Expr => (index === 0 ? name(n) : name(stageName(index, n)));
  const isNeeded = new Set(needed.map((o) => o.state));
  let at = 0;
  for (let part = 0; part < parts; part++) {
    const start = at;
    for (let j = terms; j >= 1; j--, at++) {
      const h = number(step.dt / parts / j);
      for (const { state, rate } of needed) {
        const slope = substitute(rate, (n) => (isNeeded.has(n) ? stage(at, n) : undefined));
        locals.push([stageName(at + 1, state), add(stage(start, state), times(h, slope))]);
      }
    }
  }
  return { locals, next: series.map(({ state }) => ({ state, value: stage(at, state) })) };
}

/** The number of terms of the exponential series for a remainder below double precision. */
function termsFor(size: number): number {
  let terms = 1;
  for (let term = size; term > 2 ** -54; term *= size / ++terms);
  return terms + 2;
}
