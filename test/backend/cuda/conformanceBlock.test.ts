import { test } from "uvu";
import { cudaConformance } from "./conformance.js";

cudaConformance(test, { barrier: "block", blocks: 1, threads: 4 }, 0);
test.run();
