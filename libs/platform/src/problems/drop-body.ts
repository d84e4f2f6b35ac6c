import type { IncomingMessage } from 'node:http';

/** More than any route takes, so that whoever sends somewhat too much is told so. */
const MAX_DROPPED_BYTES = 16 * 1024 * 1024;
const MAX_DROPPING_MS = 5000;

/**
 * Reads and drops what is left of a refused body. A server that closes while its caller is still sending resets the
 * connection, and the caller sees a broken pipe instead of the answer.
 * @returns whether the body ended; otherwise it is not worth reading on, and the connection has to be closed
 */
export function dropBody(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return Promise.resolve(request.complete);
  return new Promise((resolve) => {
    let dropped = 0;
    const count = (chunk: Buffer): void => {
      dropped += chunk.length;
      if (dropped > MAX_DROPPED_BYTES) finish();
    };
    const finish = (): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', finish).off('close', finish);
      resolve(request.complete);
    };
    const timer = setTimeout(finish, MAX_DROPPING_MS);
    request.on('data', count).on('end', finish).on('close', finish).resume();
  });
}
