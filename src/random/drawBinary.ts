import { assemble } from "../host/assemble.js";
import { drawText } from "./drawText.js";

/** The kernel in binary form. It is always the same: the build puts the bytes in place of this file. */
export const drawBinary = (): Uint8Array => assemble(drawText());
