import type { FlagDetails, FlagErrorCode } from '../flag/flag-details.js';

/** OpenFeature's own names of errors, which its SDKs for pages and servers each bring along. */
export type ErrorCodes<Code> = Readonly<Record<FlagErrorCode, Code>>;

/** Details as OpenFeature's providers give them. */
export const resolutionOf = <Value, Code>(
  { value, variant, reason, errorCode, errorMessage, metadata }: FlagDetails<unknown>,
  codes: ErrorCodes<Code>,
) => ({
  value: value as Value,
  reason,
  flagMetadata: metadata,
  ...(variant === undefined ? {} : { variant }),
  ...(errorCode === undefined ? {} : { errorCode: codes[errorCode], errorMessage: errorMessage ?? '' }),
});
