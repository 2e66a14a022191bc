import { assemble } from "../host/assemble.js";
import { poissonText } from "./poissonText.js";

/** The kernel in binary form. It is always the same: the build puts the bytes in place of this file. */
export const poissonBinary = (): Uint8Array => assemble(poissonText());
