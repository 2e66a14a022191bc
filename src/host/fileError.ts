import { FileError } from "../errors.js";

const ELSEWHERE = "Choose another folder.";
const NOT_A_FOLDER = "A part of the path is a file, not a folder. Choose another path.";

/** Advice for each error code of the system. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space, or choose a folder on another disk.",
  EDQUOT: "The disk quota is used up. Free some space, or choose a folder on another disk.",
  EFBIG: "The file is larger than the system allows. Choose a folder on another disk.",
  EROFS: `The disk is read-only. ${ELSEWHERE}`,
  EACCES: `You may not write there. ${ELSEWHERE}`,
  EPERM: `You may not write there. ${ELSEWHERE}`,
  EISDIR: "There is a folder of that name. Give the name of a file.",
  ENOTEMPTY: "There is a folder of that name. Give the name of a file.",
  ENOENT: `The folder cannot be made. ${ELSEWHERE}`,
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: NOT_A_FOLDER,
  ENAMETOOLONG: "Choose a shorter name.",
};

/** Whether the system, rather than a defect of the program, caused an error. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { readonly code: string } =>
  error instanceof Error && "code" in error && typeof error.code === "string";

/** Converts a system error about a file to be written into one with advice; returns any other error unchanged. */
export function fileError(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new FileError(
    `${path}: cannot be written (${error.message}). ${ADVICE[error.code] ?? "Choose another path."}`,
  );
}

/** Does work that writes to a path. @throws FileError if the system refuses */
export async function writingTo<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileError(path, error);
  }
}
