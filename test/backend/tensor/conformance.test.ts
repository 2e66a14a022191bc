import { test } from "uvu";
import { tensor } from "../../../src/backend/tensor/tensor.js";
import { useTfjs } from "../../../src/tfjs/useTfjs.js";
import { conformance } from "../conformance.js";

await useTfjs("cpu");
conformance(test, { name: "tensor", backend: tensor, seeds: [0, 6], tolerance: 2e-4 });

test.run();
