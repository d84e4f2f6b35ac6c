export type FlagErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'PROVIDER_FATAL'
  | 'FLAG_NOT_FOUND'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'PARSE_ERROR'
  | 'GENERAL';

/** Why, in the words of OpenFeature; `STALE`: the gateway could not be asked, this is its last answer. */
export type FlagDetailsReason =
  'STATIC' | 'SPLIT' | 'TARGETING_MATCH' | 'DISABLED' | 'DEFAULT' | 'STALE' | 'ERROR';

export type FlagMetadata = Readonly<Record<string, string | number | boolean>>;

/** A value with the reason for it; with an `errorCode` it is the default that was asked with. */
export interface FlagDetails<Value> {
  readonly key: string;
  readonly value: Value;
  readonly variant?: string;
  readonly reason: FlagDetailsReason;
  readonly errorCode?: FlagErrorCode;
  readonly errorMessage?: string;
  /** `kind`, Assay's own `reason`, and what an exposure or an outcome sends back. */
  readonly metadata: FlagMetadata;
}

/** An answer before anybody has said of which type it should be. */
export interface ServedFlag {
  readonly key: string;
  readonly value?: unknown;
  readonly variant?: string;
  readonly reason: FlagDetailsReason;
  readonly metadata: FlagMetadata;
}

/** Why there is no answer. */
export interface FlagFailure {
  readonly errorCode: FlagErrorCode;
  readonly errorMessage: string;
}

export type FlagOutcome = ServedFlag | FlagFailure;

export const failure = (errorCode: FlagErrorCode, errorMessage: string): FlagFailure => ({
  errorCode,
  errorMessage,
});

export const isFailure = (outcome: FlagOutcome): outcome is FlagFailure => 'errorCode' in outcome;
