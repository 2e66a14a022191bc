import { fileURLToPath } from "node:url";

/** The font of static pictures: in `assets`, two folders above this file and above the bundles of `dist`. */
export const fontPath = (): string => fileURLToPath(new URL("../../assets/arimo.ttf", import.meta.url));
