/** What the page and its worker say to each other. */

/** What the sliders choose; a change starts a new network. */
export interface Choice {
  readonly neurons: number;
  /** In mV. */
  readonly thetaPlus: number;
  readonly inhibition: number;
}

export type Question =
  | { readonly kind: "train"; readonly run: number; readonly choice: Choice }
  | { readonly kind: "pause"; readonly paused: boolean }
  | { readonly kind: "classify"; readonly pixels: Uint8Array }
  | { readonly kind: "testDigit" }
  | { readonly kind: "simulate"; readonly request: number; readonly text: string };

/** How a network stands that is learning. */
export interface Progress {
  readonly kind: "progress";
  readonly run: number;
  readonly seen: number;
  readonly perSecond: number;
  /** Of the last 200 answers, each given before the digit was learned; null before the first. */
  readonly accuracy: number | null;
  readonly digit: Uint8Array;
  readonly label: number;
  readonly answer: number | null;
}

export type Answer =
  | Progress
  | {
      readonly kind: "fields";
      readonly run: number;
      readonly neurons: number;
      /** [pixels, neurons]. */
      readonly weights: Float32Array;
      readonly assignments: Int32Array;
    }
  | {
      readonly kind: "classified";
      readonly pixels: Uint8Array;
      readonly answer: number | null;
      /** Mean spikes of the neurons of each class. */
      readonly votes: readonly number[];
      /** Where it is one of the test digits. */
      readonly label: number | null;
    }
  | {
      readonly kind: "simulated";
      readonly request: number;
      readonly courses: readonly { readonly name: string; readonly values: Float32Array }[];
      readonly step: number;
      readonly spikes: readonly number[];
    }
  | { readonly kind: "refused"; readonly request: number; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };
