import { test } from "uvu";
import { cudaConformance } from "./conformance.js";

cudaConformance(test, { barrier: "cluster", blocks: 2, threads: 8 }, 3);
test.run();
