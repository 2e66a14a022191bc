import { totalmem } from "node:os";

/** In bytes. */
export const installedMemory = (): number => totalmem();
