import type { FlagDetails, FlagFailure, FlagOutcome } from './flag-details.js';
import { failure, isFailure } from './flag-details.js';

export type FlagType = 'boolean' | 'string' | 'number' | 'object';

export const typeOf = (value: unknown): FlagType | undefined => {
  const type = typeof value;
  if (type === 'object') return value === null ? undefined : 'object';
  return type === 'boolean' || type === 'string' || type === 'number' ? type : undefined;
};

export interface FlagQuestion<Value> {
  readonly key: string;
  readonly type: FlagType | undefined;
  readonly defaultValue: Value;
}

/** The outcome in the type that was asked for: a value of another type is an error, and nothing served the default. */
export function typedDetails<Value>(
  { key, type, defaultValue }: FlagQuestion<Value>,
  outcome: FlagOutcome,
): FlagDetails<Value> {
  const withDefault = (failed: FlagFailure): FlagDetails<Value> => ({
    key,
    value: defaultValue,
    reason: 'ERROR',
    ...failed,
    metadata: {},
  });
  if (isFailure(outcome)) return withDefault(outcome);
  const { value = null, reason, variant, metadata } = outcome;
  const served = { key, reason, ...(variant === undefined ? {} : { variant }), metadata };
  if (value === null) return { ...served, value: defaultValue };
  if (typeOf(value) === type) return { ...served, value: value as Value };
  const message = `"${key}" is of type ${String(typeOf(value))}, not ${String(type)}: ${shown(value)}`;
  return withDefault(failure('TYPE_MISMATCH', message));
}

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 100);
