/** What keeps a service from starting, and a person can put right: told with its code, and without a stack. */
export abstract class StartRefusedError extends Error {
  abstract readonly code: string;
}
