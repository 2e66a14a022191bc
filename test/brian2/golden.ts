import { readdirSync, readFileSync } from "node:fs";

/** 0.5, [1, 2], { mV: -65 } or { mV: [-65, -60] }. */
export type Given = number | readonly number[] | Readonly<Record<string, number | readonly number[]>>;
type Texts = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, Given>>;

/** A neuron model as in SpikeTensor, but for the units of values; and for Brian 2 the units of variables. */
export interface NeuronCase {
  readonly equations: Texts;
  readonly units: Texts;
  readonly parameters?: Values;
  readonly initial?: Values;
  readonly threshold?: string;
  readonly reset?: Texts;
  readonly inputs?: readonly string[];
  /** A period, or a condition. */
  readonly refractory?: Given | string;
  readonly hold?: readonly string[];
  readonly method: string;
  /** Where it differs. */
  readonly brianMethod?: string;
}

export interface SynapseCase {
  readonly equations?: Texts;
  readonly units?: Texts;
  readonly parameters?: Values;
  readonly initial?: Values;
  readonly onPre?: Texts;
  readonly onPost?: Texts;
  readonly transmit?: string | Texts;
  readonly summed?: Texts;
  readonly method?: string;
  readonly brianMethod?: string;
}

export interface ProjectionCase {
  readonly from: string;
  readonly to: string;
  /** None where the synapse model names targets, or transmits nothing. */
  readonly target?: string;
  readonly w: Given;
  /** A list: the presynaptic and the postsynaptic indices of pairs. */
  readonly pattern?: "dense" | "oneToOne" | "allButSelf" | readonly [pre: readonly number[], post: readonly number[]];
  readonly delay?: Given;
  readonly postDelay?: Given;
  readonly plasticity?: SynapseCase;
}

/** The steps in which each neuron spikes. */
export type Trains = readonly (readonly number[])[];

export interface Golden {
  readonly case: {
    /** In ms. */
    readonly dt: number;
    readonly steps: number;
    readonly sources?: Readonly<Record<string, Trains>>;
    readonly populations: Readonly<Record<string, { readonly size: number; readonly model: NeuronCase }>>;
    readonly projections?: Readonly<Record<string, ProjectionCase>>;
    readonly sample: Readonly<Record<string, { readonly unit: string; readonly every: number }>>;
  };
  /** What Brian 2 made of it. */
  readonly spikes: Readonly<Record<string, Trains>>;
  /** [samples][elements] */
  readonly values: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const folder = new URL("golden/", import.meta.url);

export const goldenRuns: ReadonlyMap<string, Golden> = new Map(
  readdirSync(folder)
    .sort()
    .map((file) => [file.replace(/\.json$/, ""), JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden]),
);
