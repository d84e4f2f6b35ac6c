/** What keeps a standalone from starting and a person can put right: the message says how. */
export abstract class StandaloneError extends Error {
  abstract readonly code: string;
  /** Exit code of the process. */
  readonly exitCode: number = 1;
}
