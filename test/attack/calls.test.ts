import { test } from "uvu";
import * as assert from "uvu/assert";
import { campaign, LENGTH, report, SEED } from "./campaign.js";
import { open } from "./open.js";

const CALLS = 1500 * LENGTH;

for (const [name, fault] of Object.entries(open)) console.log(`left out: ${name}: ${fault}`);

test(`${CALLS} calls with garbage, from seed ${SEED} on, return or throw an error of the library`, async () => {
  const finds = await campaign(SEED, CALLS);
  assert.is(finds.length, 0, report(finds));
});

test.run();
