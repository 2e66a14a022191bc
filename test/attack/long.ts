import { spawn } from "node:child_process";

/**
 * The attack in its long form, which takes some ten minutes: `npm run test:attack`, with another first seed
 * `npm run test:attack -- 5000000`.
 */
const [seed = "1000000"] = process.argv.slice(2);
const env = { ...process.env, SPIKETENSOR_ATTACK: "30", SPIKETENSOR_ATTACK_SEED: seed };
const child = spawn(process.execPath, ["scripts/test.mjs", "test/attack"], { stdio: "inherit", env });
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
