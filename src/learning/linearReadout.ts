import { checkOptions, optionsOf } from "../check/names.js";
import { realNumber } from "../check/realNumber.js";
import { type ClassesOption, checkClasses, readLabels, readMatrix, type TensorInput } from "./input.js";
import { indexOfLargest } from "./responses.js";

export interface ReadoutOptions extends ClassesOption {
  /** Penalty on large weights; its influence shrinks with the number of examples. Default 1. */
  readonly penalty?: number;
}

const OPTIONS = optionsOf<ReadoutOptions>({ classes: true, penalty: true });

/** Examples to which a readout is fitted. */
export interface Fit {
  /** [examples, features], row by row */
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [examples] */
  readonly labels: Float64Array;
  readonly classes: number;
  readonly penalty: number;
}

/** @throws InputError for features, labels and options that do not fit */
export function readFit(where: string, features: TensorInput, labels: TensorInput, options: ReadoutOptions): Fit {
  checkOptions(where, options, OPTIONS, { example: "{ classes: 10 }" });
  const classes = checkClasses(where, options.classes);
  const penalty = realNumber(`${where}, penalty`, options.penalty ?? 1, { least: 0, above: true });
  const truth = readLabels(where, "labels", labels, classes);
  return {
    ...readMatrix(where, "features", features, { rows: truth.length, signed: true }),
    labels: truth,
    classes,
    penalty,
  };
}

/**
 * A linear readout of features, such as spike counts or traces: score[e, c] = bias[c] + Σⱼ features[e, j] · weights[j,
 * c], and the class with the largest score. Made by {@link ridgeReadout} and {@link logisticReadout}.
 */
export class LinearReadout {
  constructor(
    readonly classes: number,
    /** [features, classes], row by row */
    readonly weights: Float64Array,
    /** [classes] */
    readonly bias: Float64Array,
  ) {}

  /**
   * @param features [examples, features]
   * @returns [examples, classes], row by row
   * @throws InputError for another number of features
   */
  scores(features: TensorInput): Float64Array {
    const { classes, weights, bias } = this;
    const columns = weights.length / classes;
    const { values, rows } = readMatrix("LinearReadout", "features", features, { columns, signed: true });
    const scores = new Float64Array(rows * classes);
    for (let e = 0; e < rows; e++) {
      for (let c = 0; c < classes; c++) {
        let score = bias[c];
        for (let j = 0; j < columns; j++) score += values[e * columns + j] * weights[j * classes + c];
        scores[e * classes + c] = score;
      }
    }
    return scores;
  }

  /**
   * The class with the largest score; the lowest if scores are equal.
   * @param features [examples, features]
   * @returns [examples]
   * @throws InputError for another number of features
   */
  answers(features: TensorInput): Int32Array {
    const scores = this.scores(features);
    const { classes } = this;
    return Int32Array.from({ length: scores.length / classes }, (_, e) =>
      indexOfLargest(scores.subarray(e * classes, (e + 1) * classes)),
    );
  }
}
