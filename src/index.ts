export * as errors from "./errors.js";
