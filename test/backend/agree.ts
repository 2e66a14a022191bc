import type { Backend, Executable, Presentation, Snapshot } from "../../src/backend/backend.js";
import type { Program } from "../../src/program/program.js";

/**
 * Runs the same presentations on an executable and on the reference, one after the other, and compares spikes, counts,
 * samples and every field after each. Gives the first difference in words, or undefined where they agree: the same
 * spikes, and values within `tolerance` of the largest value of their field. Each presentation starts from the
 * reference's state, so that rounding errors have only the length of one to grow in.
 */
export async function firstDifference(
  program: Program,
  run: Executable,
  reference: Executable,
  presentations: readonly Presentation[],
  tolerance: number,
): Promise<string | undefined> {
  for (const [i, presentation] of presentations.entries()) {
    await run.restore(await reference.snapshot());
    const found = await run.present(presentation);
    const expected = await reference.present(presentation);
    const where = `presentation ${i}`;
    for (const [name, train] of expected.spikes) {
      const other = found.spikes.get(name);
      if (!other) return `${where}: no spikes of ${name}`;
      for (let k = 0; k < train.steps; k++) {
        const [a, b] = [other, train].map((t) => t.indices.subarray(t.offsets[k], t.offsets[k + 1]).join(" "));
        if (a !== b) return `${where}, step ${k}: ${name} fired [${a}], expected [${b}]`;
      }
    }
    for (const [name, counts] of expected.counts) {
      const difference = unequal(found.counts.get(name), counts, 0);
      if (difference) return `${where}, counts of ${name}, ${difference}`;
    }
    for (const [s, samples] of expected.samples.entries()) {
      const difference = unequal(found.samples[s], samples, tolerance);
      if (difference) return `${where}, samples of ${presentation.probes[s].field}, ${difference}`;
    }
    for (const [field, { compensates }] of program.fields) {
      // What rounding leaves over is each backend's own.
      if (compensates) continue;
      const difference = unequal(await run.read(field), await reference.read(field), tolerance);
      if (difference) return `${where}, ${field}, ${difference}`;
    }
  }
  return undefined;
}

function unequal(found: ArrayLike<number> | undefined, expected: ArrayLike<number>, tolerance: number) {
  if (found?.length !== expected.length) return `${found?.length} values for ${expected.length}`;
  const scale = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(found[i] - expected[i]) <= tolerance * scale)) return `[${i}]: ${found[i]} for ${expected[i]}`;
  }
  return undefined;
}

/** How many spikes the populations fired, to see that a comparison is about something. */
export const spikesIn = (counts: ReadonlyMap<string, Int32Array>): number =>
  [...counts.values()].reduce((sum, c) => sum + c.reduce((a, b) => a + b, 0), 0);

/** What float32 rounding errors of 2⁻²⁴ a step add up to over some 200 steps. */
const PERTURBATION = 1e-5;

/**
 * Whether the reference itself gives other spikes or values once every value of a presentation's start is changed by up
 * to 10⁻⁵: then 32-bit and 64-bit arithmetic cannot agree, and a comparison says nothing.
 */
export async function isChaotic(
  program: Program,
  backend: Backend,
  presentations: readonly Presentation[],
  tolerance: number,
): Promise<boolean> {
  const [plain, perturbed] = [await backend.compile(program), await backend.compile(program)];
  const restore = async (snapshot: Snapshot) => {
    const entries = [...snapshot].map(([name, values]) => {
      if (program.fields.get(name)?.type !== "float") return [name, values] as const;
      return [name, Float64Array.from(values, (x, i) => x * (1 + PERTURBATION * Math.sin(i + 1)))] as const;
    });
    await perturbed.restore(new Map(entries));
  };
  const shifted = {
    ...perturbed,
    restore,
    present: perturbed.present.bind(perturbed),
    read: perturbed.read.bind(perturbed),
  };
  return (await firstDifference(program, shifted, plain, presentations, tolerance)) !== undefined;
}
