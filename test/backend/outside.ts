/**
 * A whole backend, written outside of the package: it goes from synapse to synapse and from value to value in float64,
 * as docs/backend.md says, and knows nothing else.
 */
import { type Backend, BackendError, backendKit, type Program } from "../../src/index.js";

type Places = Partial<Record<backendKit.Side, number>>;
type Assignments = readonly backendKit.Assignment[];

const {
  Contest,
  Drawing,
  History,
  initialValues,
  isShared,
  Marks,
  pooled,
  Recorder,
  sideOf,
  sourcesAt,
  timeOf,
  Turns,
  visitColumn,
  visitRow,
} = backendKit;

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  "<": (a, b) => Number(a < b),
  "<=": (a, b) => Number(a <= b),
  ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
};
const clip = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
const FUNCTIONS: Readonly<Record<string, (...x: number[]) => number>> = {
  ...{ exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, sin: Math.sin, cos: Math.cos, tanh: Math.tanh },
  ...{ floor: Math.floor, ceil: Math.ceil, min: Math.min, max: Math.max, clip },
  where: (condition, yes, no) => (condition !== 0 ? yes : no),
  phi1: (z) => (z === 0 ? 1 : Math.expm1(z) / z),
};

export const outside: Backend = {
  name: "outside",
  unavailable: async () => undefined,
  compile: async (program) => new Machine(program),
};

class Machine implements backendKit.Executable {
  private readonly arrays = new Map<string, Float64Array>();
  private readonly marks: backendKit.Marks;
  private readonly history: backendKit.History;
  private clock = { step: 0, presentation: 0 };

  constructor(private readonly program: Program) {
    this.history = new History(program);
    for (const field of program.fields.values()) this.arrays.set(field.name, initialValues(field).slice());
    this.marks = new Marks(program);
  }

  async present(presentation: backendKit.Presentation): Promise<backendKit.PresentationResult> {
    const { steps, learning, inputs } = presentation;
    const recorder = new Recorder(this.program.populations, presentation);
    if (presentation.normalize) this.normalize();
    for (let k = 0; k < steps; k++) {
      this.clock = { step: (presentation.before ?? 0) + k, presentation: presentation.number ?? 0 };
      const fired = this.step(learning ? this.program.learning : this.program.frozen, k, inputs);
      for (const [name, neurons] of fired) recorder.spikes(k, name, neurons);
      for (const [number, { field }] of recorder.due(k)) recorder.sample(number, this.array(field));
    }
    this.marks.stepped(presentation);
    return recorder.result([]);
  }

  private step({ populations, projections, decays }: backendKit.Schedule, k: number, inputs: Inputs): backendKit.Fired {
    // 1. State update: all right sides read the values from before.
    for (const { inputs } of populations) for (const { name } of inputs) this.array(name).fill(0);
    for (const { projection, sums } of projections) this.sum(projection, sums);
    const updates = [
      ...projections.flatMap((p) => p.loops.map((loop) => this.loop(loop, p.projection))),
      ...populations.map((p) => this.neurons(p)),
    ];
    for (const write of updates.flat()) write();
    for (const { field, factor, target } of decays) {
      const array = this.array(field.name);
      for (const [i, x] of array.entries()) {
        const distance = (x - target) * factor;
        array[i] = Math.abs(distance) < this.program.flush ? target : target + distance;
      }
    }
    // 2. Thresholds.
    const fired = new Map(sourcesAt(this.program.sources, inputs, k));
    for (const { population, threshold, competition, refractory } of populations) {
      const left = refractory && this.array(refractory.left.name);
      const isMet = (neuron: number) => threshold !== undefined && this.value(threshold, { neuron }) !== 0;
      const all = [...Array(population.size).keys()];
      const passing = all.filter((j) => !(left && left[j] > 0) && isMet(j));
      const steps = refractory?.steps;
      const stepsOf = (j: number) => (typeof steps === "object" ? this.array(steps.name)[j] : Number(steps));
      const of = (value: backendKit.Value) => all.map((neuron) => this.value(value, { neuron }));
      const contest = competition && new Contest(competition);
      const lots = competition?.lot && of(competition.lot);
      const spiking = competition && contest ? contest.winners(passing, of(competition.margin), lots) : passing;
      const shutOut = competition?.inhibits && spiking.length > 0 ? all.filter((j) => contest?.isShutOut(j)) : [];
      if (left) for (const j of [...spiking, ...shutOut]) left[j] = stepsOf(j);
      fired.set(population.name, Int32Array.from(spiking));
    }
    for (const step of populations) this.drive(step);
    // 3. Presynaptic events, 4. postsynaptic events, 5. resets.
    for (const step of projections) this.arrive(step, this.history.arrivals(step.projection, fired));
    for (const step of projections) this.react(step, this.history.reacting(step.projection, fired));
    for (const { population, reset } of populations) {
      for (const neuron of fired.get(population.name) ?? []) this.assign(reset, { neuron });
    }
    this.history.endStep(fired);
    return fired;
  }

  private drive({ population, drives }: backendKit.PopulationStep): void {
    for (let j = 0; drives.length > 0 && j < population.size; j++) {
      const amounts = drives.map(({ value }) => this.value(value, { neuron: j }));
      for (const [i, { target, closedBy }] of drives.entries()) {
        if (closedBy === undefined || this.array(closedBy.name)[j] === 0) this.array(target.name)[j] += amounts[i];
      }
    }
  }

  private neurons({ population, next, refractory }: backendKit.PopulationStep): (() => void)[] {
    const left = refractory && this.array(refractory.left.name);
    return [...Array(population.size).keys()].flatMap((neuron) => {
      const isStill = refractory?.during !== undefined && this.value(refractory.during, { neuron }) !== 0;
      if (left && left[neuron] > 0 && !isStill) left[neuron]--;
      const isHeld = left !== undefined && left[neuron] > 0;
      return this.writes(
        next.filter((a) => !(a.held && isHeld)),
        { neuron },
      );
    });
  }

  private loop({ domain, next }: backendKit.ElementLoop, projection: backendKit.Projection): (() => void)[] {
    if (domain.level === "column") {
      return [...Array(domain.size).keys()].flatMap((j) => this.writes(next, { column: j, post: j }));
    }
    if (domain.level === "synapse" && isShared(projection)) {
      return [...Array(domain.size).keys()].flatMap((synapse) => this.writes(next, { synapse }));
    }
    const writes: (() => void)[] = [];
    for (let row = 0; row < projection.rows; row++) {
      const pre = Math.floor(row / projection.delays.length);
      if (domain.level === "row") writes.push(...this.writes(next, { row, pre }));
      else {
        visitRow(projection.topology, row, pre, projection.post.size, (synapse, post) => {
          writes.push(...this.writes(next, { synapse, row, pre, column: post, post }));
        });
      }
    }
    return writes;
  }

  private sum({ topology, post, rows, delays }: backendKit.Projection, sums: readonly backendKit.Summation[]): void {
    for (let row = 0; sums.length > 0 && row < rows; row++) {
      const pre = Math.floor(row / delays.length);
      visitRow(topology, row, pre, post.size, (synapse, j) => {
        const places = { synapse, row, pre, column: j, post: j };
        for (const { target, value } of sums) this.array(target.name)[j] += this.value(value, places);
      });
    }
  }

  private arrive(step: backendKit.ProjectionStep, byDelay: readonly Int32Array[]): void {
    const { projection, onPre, transmit } = step;
    const { topology, post, delays, normalization } = projection;
    const weight = normalization && this.array(normalization.weight.name);
    const add = (j: number, part: number, places: Places, own?: (read: backendKit.Read) => number) => {
      const amounts = transmit.map(({ value }) => this.value(value, places, own));
      for (const [i, { target, closedBy }] of transmit.entries()) {
        if (closedBy === undefined || this.array(closedBy.name)[j] === 0)
          this.array(target.name)[j] += part * amounts[i];
      }
    };
    const changes: Changes = new Map();
    for (const [d, neurons] of byDelay.entries()) {
      if (topology.kind === "maxPool" || topology.kind === "avgPool") {
        for (const [j, part] of pooled(topology.kind, topology.window, neurons).entries()) {
          if (part > 0) add(j, part, { post: j, column: j });
        }
        continue;
      }
      for (const pre of neurons) {
        const row = pre * delays.length + d;
        // All synapses of a spike see its own neuron as it was.
        const before = new Map(transmit.map(({ target }) => [target, this.array(target.name)[pre]]));
        const own = (r: backendKit.Read) => (step.feedsBack && r.at === "pre" && before.get(r.field)) || NaN;
        visitRow(topology, row, pre, post.size, (synapse, j) => {
          const places = { synapse, row, pre, column: j, post: j };
          add(j, 1, places, own);
          if (isShared(projection)) {
            this.addChanges(changes, onPre.synapse, places);
            return;
          }
          const old = weight?.[synapse];
          this.assign(onPre.synapse, places, own);
          if (onPre.marks && weight?.[synapse] !== old) this.marks.of(projection)?.fill(1, j, j + 1);
        });
        this.assign(onPre.row, { row, pre });
      }
    }
    for (const { field, element } of this.applyChanges(changes)) {
      if (onPre.marks && field === normalization?.weight)
        this.marks.of(projection)?.fill(1, element % normalization.groups, (element % normalization.groups) + 1);
    }
  }

  /** Adds up what assignments at one of several synapses that share variables would change. */
  private addChanges(changes: Changes, assignments: Assignments, at: Places): void {
    const element = at.synapse ?? -1;
    for (const { field, value } of assignments) {
      const own = changes.get(field) ?? new Map<number, number>();
      const change = this.value(value, at) - this.array(field.name)[element];
      changes.set(field, own.set(element, (own.get(element) ?? 0) + change));
    }
  }

  /** Those that come out other than they were. */
  private applyChanges(changes: Changes): { field: backendKit.Field; element: number }[] {
    return [...changes].flatMap(([field, sums]) => {
      const array = this.array(field.name);
      return [...sums].flatMap(([element, sum]) => {
        const old = array[element];
        array[element] = clip(old + sum, ...field.bounds);
        return array[element] === old ? [] : [{ field, element }];
      });
    });
  }

  private react({ projection, onPost }: backendKit.ProjectionStep, neurons: Int32Array): void {
    const changes: Changes = new Map();
    const groups = projection.normalization?.groups ?? 1;
    for (const j of neurons) {
      if (onPost.synapse.length > 0) {
        visitColumn(projection.topology, j, projection.post.size, projection.rows, (synapse, row) => {
          const pre = Math.floor(row / projection.delays.length);
          const places = { synapse, row, pre, column: j, post: j };
          if (isShared(projection)) this.addChanges(changes, onPost.synapse, places);
          else this.assign(onPost.synapse, places);
        });
      }
      if (onPost.marks) this.marks.of(projection)?.fill(1, j % groups, (j % groups) + 1);
      this.assign(onPost.column, { column: j, post: j });
    }
    this.applyChanges(changes);
  }

  private normalize(): void {
    for (const projection of this.program.projections) {
      const { post, rows, topology, normalization } = projection;
      const marks = this.marks.of(projection);
      if (!normalization || !marks) continue;
      const w = this.array(normalization.weight.name);
      for (const [j, mark] of marks.entries()) {
        if (mark === 0) continue;
        const synapses: number[] = [];
        if (isShared(projection)) for (let s = j; s < w.length; s += normalization.groups) synapses.push(s);
        else visitColumn(topology, j, post.size, rows, (synapse) => synapses.push(synapse));
        const total = synapses.reduce((sum, s) => sum + w[s], 0);
        if (total > 0)
          for (const s of synapses) w[s] = Math.min((w[s] * normalization.sum) / total, normalization.bound);
      }
      marks.fill(0);
    }
  }

  private value(value: backendKit.Value, at: Places, own?: (read: backendKit.Read) => number): number {
    const known = new Map<backendKit.Value, number>();
    for (const part of backendKit.partsOf([value])) {
      const of = (operand: backendKit.Value) => known.get(operand) ?? NaN;
      const compute = () => {
        switch (part.kind) {
          case "number":
            return part.value;
          case "read": {
            const kept = own?.(part) ?? NaN;
            return Number.isNaN(kept) ? this.array(part.field.name)[at[sideOf(part)] ?? -1] : kept;
          }
          case "time":
            return timeOf(this.clock.step, this.program.dt);
          case "index":
            return at[part.side] ?? NaN;
          case "draw": {
            const drawing = new Drawing({ seed: this.program.seed, stream: part.stream }, part.distribution);
            return drawing.at(this.clock.step, at[part.side] ?? NaN, this.clock.presentation);
          }
          case "interval":
            return backendKit.intervalAt(part, this.clock.step);
          case "entry":
            return this.array(part.table.name)[Math.trunc(of(part.place))];
          case "unary":
            return part.op === "-" ? -of(part.operand) : Number(of(part.operand) === 0);
          case "binary":
            return OPERATORS[part.op](of(part.left), of(part.right));
          case "call":
            return FUNCTIONS[part.fn](...part.args.map(of));
        }
      };
      known.set(part, compute());
    }
    return known.get(value) ?? NaN;
  }

  /** Computes now; what is returned writes. */
  private writes(assignments: Assignments, at: Places, own?: (read: backendKit.Read) => number): (() => void)[] {
    return assignments.map(({ field, value }) => {
      const [array, x] = [this.array(field.name), this.value(value, at, own)];
      return () => {
        array[at[backendKit.levelOf(field)] ?? -1] = x;
      };
    });
  }

  private assign(assignments: Assignments, at: Places, own?: (read: backendKit.Read) => number): void {
    for (const write of this.writes(assignments, at, own)) write();
  }

  private array(field: string): Float64Array {
    const array = this.arrays.get(field);
    if (array) return array;
    throw new BackendError(`outside: found "${field}", expected one of ${[...this.arrays.keys()].join(", ")}.`);
  }

  async read(field: string) {
    return this.array(field).slice();
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    const array = this.array(field);
    if (values.length !== array.length) {
      throw new BackendError(`outside, "${field}": found ${values.length} values, expected ${array.length}.`);
    }
    array.set(values);
    this.marks.written(field);
  }

  async snapshot(): Promise<backendKit.Snapshot> {
    const fields = [...this.arrays].map(([name, array]) => [name, array.slice()] as const);
    return new Map<string, backendKit.Values>([...fields, ...this.marks.snapshot(), ...this.history.snapshot()]);
  }

  async restore(snapshot: backendKit.Snapshot): Promise<void> {
    for (const name of this.arrays.keys()) await this.write(name, snapshot.get(name) ?? []);
    this.marks.restore(snapshot);
    this.history.restore(snapshot);
  }

  async fork(copies: number, learning: boolean): Promise<backendKit.Fork> {
    this.normalize();
    return Turns.open(this.program, this, copies, learning);
  }

  dispose(): void {}
}

type Changes = Map<backendKit.Field, Map<number, number>>;
type Inputs = backendKit.Presentation["inputs"];
