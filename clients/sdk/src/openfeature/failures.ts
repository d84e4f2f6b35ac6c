import type { ClientEvents } from '../client/listeners.js';
import { ClientListeners } from '../client/listeners.js';

/** Tells one listener of failures, or the console where there is none. */
export function failuresTo(
  onError: ((error: ClientEvents['error']) => void) | undefined,
): (cause: unknown) => void {
  const listeners = new ClientListeners();
  if (onError !== undefined) listeners.on('error', onError);
  return listeners.failed;
}
