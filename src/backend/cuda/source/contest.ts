import type { Grid } from "../../../model/window.js";
import type { Competition, Population, PopulationStep } from "../../../program/program.js";
import type { Expressions } from "./expression.js";
import type { ContestPlaces, Layout } from "./layout.js";
import type { Writer } from "./writer.js";

/** Keys of neurons that do not compete, and of neurons that have won. */
export const CONTEST = `\
CONSTANT int LOST = -2147483647 - 1, WON = 2147483647;

// Whole numbers in the order of the floats; below WON and above LOST
INLINE int orderOf(float x) {
  const int bits = __float_as_int(x + 0.0f);
  return bits < 0 ? max(bits ^ 0x7fffffff, LOST + 1) : min(bits, WON - 1);
}
`;

function placesOf(layout: Layout, population: string): ContestPlaces {
  const places = layout.contests.get(population);
  if (!places) throw new TypeError(`the neurons of "${population}" do not compete`);
  return places;
}

/** Stores the keys by which neuron j competes, if it `fires`. */
export function writeEntry(
  out: Writer,
  layout: Layout,
  population: string,
  { margin, lot }: Competition,
  values: Expressions,
): void {
  const { margins, lots } = placesOf(layout, population);
  out.line(`net.${margins.id}[j] = fires ? orderOf(${values.number(margin)}) : LOST;`);
  if (lot && lots) out.line(`net.${lots.id}[j] = orderOf(${values.number(lot)});`);
}

/** Neuron j spikes. */
export function writeSpike(out: Writer, layout: Layout, { name, size }: Population): void {
  const id = layout.id(name);
  out.line(`const int local = j - net.${id}first;`);
  out.line(`atomicOr(&shared.${id}fired[local / 32], 1u << (local % 32));`);
  out.line(`if (at.k < launch.countSteps) net.${id}total[j]++;`);
  const word = `net.${id}record[(size_t)at.k * ${Math.ceil(size / 32)} + j / 32]`;
  out.line(`if (net.${id}record) atomicOr(&${word}, 1u << (j % 32));`);
}

/**
 * Two functions. In the first, one block finds the winners one by one: of the neurons for which there is room, the one
 * with the greatest margin, then the greatest lot, then the lowest index. In the second, every block lets its own
 * neurons spike or rest.
 */
export function writeContest(out: Writer, layout: Layout, step: PopulationStep, competition: Competition): void {
  const { population, refractory } = step;
  const { count, perMap, inhibits, grid } = competition;
  const [id, places] = [layout.id(population.name), placesOf(layout, population.name)];
  const [, , maps] = grid;
  const at = (place: { readonly id: string }, index: string) => `net.${place.id}[${index}]`;
  const isShutOut = [
    ...(Number.isFinite(count) ? [`${at(places.won, "0")} >= ${count}`] : []),
    ...(Number.isFinite(perMap) ? [`${at(places.maps, `j % ${maps}`)} >= ${perMap}`] : []),
    ...(competition.radius === undefined ? [] : [`${at(places.taken, `j / ${maps}`)} != 0`]),
  ].join(" || ");
  out.line(`// ${population.name}: who wins`);
  out.block(`INLINE void compete_${id}(const Net& net, Shared& shared)`, () =>
    writeRounds(out, { id, places, competition, size: population.size, isShutOut }),
  );
  out.line();
  out.block(`INLINE void settle_${id}(const Net& net, const At& at, Shared& shared, const Launch& launch)`, () => {
    out.line(`const bool any = ${at(places.won, "0")} > 0;`);
    out.line("if (!any) return;");
    out.block(`for (int j = net.${id}first + threadIdx.x; j < net.${id}end; j += blockDim.x)`, () => {
      out.line(`const bool wins = ${at(places.margins, "j")} == WON;`);
      if (refractory) {
        const { left, steps } = refractory;
        const period = typeof steps === "object" ? `net.${layout.place(steps).id}[j]` : `${steps}`;
        const rests = inhibits ? `wins || ${isShutOut}` : "wins";
        out.line(`if (${rests}) net.${layout.place(left).id}[j] = ${period};`);
      }
      out.block("if (wins)", () => writeSpike(out, layout, population));
    });
  });
  out.line();
}

function writeRounds(
  out: Writer,
  given: {
    readonly id: string;
    readonly places: ContestPlaces;
    readonly competition: Competition;
    readonly size: number;
    /** A C condition on neuron j. */
    readonly isShutOut: string;
  },
): void {
  const { id, places, competition, size, isShutOut } = given;
  const [height, width, maps] = competition.grid;
  const { radius } = competition;
  const best = (i: number) => `shared.${id}best[${i}]`;
  const [margin, lot] = [`net.${places.margins.id}[j]`, places.lots && `net.${places.lots.id}[j]`];
  const own = (length: number, body: () => void) =>
    out.block(`for (int j = threadIdx.x; j < ${length}; j += blockDim.x)`, body);
  const isIn = `${margin} != LOST && ${margin} != WON && !(${isShutOut})`;
  own(maps, () => out.line(`net.${places.maps.id}[j] = 0;`));
  own(height * width, () => out.line(`net.${places.taken.id}[j] = 0;`));
  out.line(`if (threadIdx.x == 0) net.${places.won.id}[0] = 0;`);
  out.block("for (;;)", () => {
    out.block("if (threadIdx.x == 0)", () => out.line(`${best(0)} = ${best(1)} = ${best(2)} = LOST;`));
    out.line("__syncthreads();");
    own(size, () => out.line(`if (${isIn}) atomicMax(&${best(0)}, ${margin});`));
    out.line("__syncthreads();");
    out.line(`if (${best(0)} == LOST) break;  // the same for all threads`);
    if (lot) {
      own(size, () => out.line(`if (${isIn} && ${margin} == ${best(0)}) atomicMax(&${best(1)}, ${lot});`));
      out.line("__syncthreads();");
    }
    const isEqual = lot ? ` && ${lot} == ${best(1)}` : "";
    own(size, () => out.line(`if (${isIn} && ${margin} == ${best(0)}${isEqual}) atomicMax(&${best(2)}, -j);`));
    out.line("__syncthreads();");
    out.line(`const int winner = -${best(2)};`);
    out.block("if (threadIdx.x == 0)", () => {
      out.line(`net.${places.margins.id}[winner] = WON;`);
      out.line(`net.${places.won.id}[0]++;`);
      out.line(`net.${places.maps.id}[winner % ${maps}]++;`);
    });
    if (radius !== undefined) writeTaken(out, places, competition.grid, radius);
    out.line("__syncthreads();");
  });
}

/** Marks the places around that of neuron `winner`. */
function writeTaken(out: Writer, { taken }: ContestPlaces, [height, width, maps]: Grid, radius: number): void {
  const reach = Math.min(radius, Math.max(height, width));
  const side = 2 * reach + 1;
  out.line(`const int place = winner / ${maps};`);
  out.block(`for (int n = threadIdx.x; n < ${side * side}; n += blockDim.x)`, () => {
    out.line(`const int y = place / ${width} + n / ${side} - ${reach}, x = place % ${width} + n % ${side} - ${reach};`);
    out.line(`if (y >= 0 && y < ${height} && x >= 0 && x < ${width}) net.${taken.id}[y * ${width} + x] = 1;`);
  });
}
