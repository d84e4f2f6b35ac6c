import { messageOf } from '../http/assay-error.js';
import { isKeyRefused } from '../http/is-key-refused.js';
import type { FlagFailure } from './flag-details.js';
import { failure } from './flag-details.js';

/** Why there is nothing to answer with, by what went wrong last; undefined: nothing did, it is too early. */
export const noAnswer = (cause: unknown): FlagFailure =>
  failure(
    isKeyRefused(cause) ? 'PROVIDER_FATAL' : 'PROVIDER_NOT_READY',
    messageOf(cause ?? 'the gateway has not answered yet'),
  );
