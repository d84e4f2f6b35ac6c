/** Not now. */
export interface Refusal {
  /** When one more will be allowed, milliseconds from now; above 0. */
  readonly retryAfterMs: number;
}

/** Says whether one more request of somebody is within their limit. */
export interface RateLimiter {
  /**
   * Takes one. Nearly always answers at once; a promise where others have to be asked.
   * @param name whose limit it is
   * @returns undefined when it is allowed
   */
  take(name: string): Refusal | undefined | Promise<Refusal | undefined>;
  /** Gives back what was taken in advance. */
  close(): Promise<void>;
}
