/** What ends a command with a sentence instead of a stack; `exitCode` is documented in `assay --help`. */
export abstract class CliError extends Error {
  abstract readonly code: string;
  readonly exitCode: number = EXIT.failed;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Exit codes, for scripts. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  incomplete: 3,
  refusedRows: 4,
  differs: 5,
  damaged: 6,
} as const;
