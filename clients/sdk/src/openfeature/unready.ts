import { AssayError } from '../http/assay-error.js';
import { isKeyRefused } from '../http/is-key-refused.js';

/** OpenFeature's own errors, which its SDKs for pages and servers each bring along. */
export interface UnreadyErrors {
  readonly ProviderFatalError: new (message: string) => Error;
  readonly ProviderNotReadyError: new (message: string) => Error;
}

/** Why a provider has nothing to answer with: fatal is what does not become right by waiting. */
export function unready(
  problem: AssayError | undefined,
  { ProviderFatalError, ProviderNotReadyError }: UnreadyErrors,
): Error {
  const { code, message = 'the gateway has not answered yet' } = problem ?? {};
  return code === 'OPTION_INVALID' || isKeyRefused(problem)
    ? new ProviderFatalError(message)
    : new ProviderNotReadyError(message);
}

/** @throws ProviderFatalError where options are missing that nothing works without */
export function begun<Client>(begin: () => Client, errors: UnreadyErrors): Client {
  try {
    return begin();
  } catch (error) {
    throw error instanceof AssayError ? unready(error, errors) : error;
  }
}
