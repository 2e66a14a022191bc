export interface CheckResult {
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** How to fix it, if something is missing. */
  readonly fix?: string;
  /** A short form of the fix, for things that few people need. */
  readonly brief?: string;
}

/** One check of `spiketensor doctor`. */
export interface Check {
  readonly name: string;
  /** Whether the notebooks need it; optional checks never make the command fail. */
  readonly required: boolean;
  check(): Promise<CheckResult>;
}
