export interface CheckResult {
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** What to do about it, where something is missing. */
  readonly fix?: string;
  /** The same in a few words, for what few people need. */
  readonly brief?: string;
}

/** One thing that `spiketensor doctor` looks at. */
export interface Check {
  readonly name: string;
  /** Whether the notebooks need it; what is optional never makes the command fail. */
  readonly required: boolean;
  check(): Promise<CheckResult>;
}
