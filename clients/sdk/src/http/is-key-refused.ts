import { AssayError } from './assay-error.js';

/** Whether the gateway does not take the key: waiting does not help, somebody has to set it right. */
export function isKeyRefused(error: unknown): error is AssayError {
  if (!(error instanceof AssayError)) return false;
  const { status } = error.data;
  return status === 401 || status === 403;
}
