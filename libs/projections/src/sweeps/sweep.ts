/**
 * Work that is looked for again and again: by every process, and done once whoever finds it. What fails now (a database
 * that is away) is found again at the next look.
 */
export interface Sweep {
  /** What it is about, as it stands before a failure in the log. */
  readonly name: string;
  /** Pause between two looks, milliseconds. */
  readonly everyMs: number;
  run(): Promise<void>;
}
