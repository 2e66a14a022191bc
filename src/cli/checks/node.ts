import type { Check } from "./check.js";

const OLDEST = [20, 19] as const;

export const nodeCheck: Check = {
  name: "Node.js",
  required: true,
  async check() {
    const [major, minor] = process.versions.node.split(".").map(Number);
    const ok = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
    return { ok, detail: process.versions.node, fix: `Install Node.js ${OLDEST.join(".")} or newer.` };
  },
};
