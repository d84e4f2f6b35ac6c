/** The work took longer than it may. */
export class TookTooLongError extends Error {
  readonly code = 'took-too-long';

  constructor(readonly limitMs: number) {
    super(`no answer within ${String(limitMs)} ms`);
    this.name = 'TookTooLongError';
  }
}

/**
 * The work’s value, unless it takes longer than the limit. The work itself goes on; its late result is dropped.
 *
 * When the time is up, answers that have arrived already are still taken in first: a process that was busy itself
 * must not blame the other side for it.
 * @param limitMs milliseconds
 * @throws TookTooLongError, or what the work throws
 */
export function deadline<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new TookTooLongError(limitMs))), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The promise’s value, or `otherwise` when it takes longer than the limit or fails. */
export const within = <Value>(limitMs: number, work: Promise<Value>, otherwise: Value): Promise<Value> =>
  deadline(limitMs, work).catch(() => otherwise);
