import type { ImageDataset } from "../../data/imageDataset.js";
import type { EthConfig } from "../../eth/ethConfig.js";
import { type EthTest, test } from "../../eth/ethEvaluate.js";
import type { EthSimulation } from "../../eth/ethNetwork.js";
import type { LabelAssignment } from "../../learning/assignLabels.js";
import { accuracyPostfix, Meter } from "./meter.js";

/** What to test. */
export interface Tested {
  readonly config: EthConfig;
  readonly sim: EthSimulation;
  readonly labels: LabelAssignment;
  readonly digits: ImageDataset;
  readonly signal?: AbortSignal;
}

/** Tests with a progress bar. Undefined after Ctrl-C. */
export async function testDigits({ config, sim, labels, digits, signal }: Tested): Promise<EthTest | undefined> {
  const meter = new Meter("test", digits.size, "digits");
  const onDigit = (at: number, accuracy: number | null) => meter.update(at, accuracyPostfix(accuracy));
  const found = await test(config, sim, digits, labels, { signal, onDigit });
  meter.end();
  return found;
}
