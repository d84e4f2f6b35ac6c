/** Where a command writes, and what it knows of its surroundings; tests give their own. */
export interface Terminal {
  /** Results. */
  readonly print: (line: string) => void;
  /** Progress and remarks: kept apart from results, so that those can be piped. */
  readonly note: (line: string) => void;
  /** The stream for a progress bar, when somebody is watching. */
  readonly bar: NodeJS.WriteStream | undefined;
  /** Of this command line; undefined where nobody said. */
  readonly version?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}
