import { test } from "uvu";
import { cudaConformance } from "./conformance.js";

cudaConformance(test, { barrier: "grid", blocks: 3, threads: 8 }, 6);
test.run();
