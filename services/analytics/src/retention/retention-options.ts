import type { Environment } from '@assay/platform';
import { EnvironmentReader } from '@assay/platform';

export const RETENTION = Symbol('retention of raw events');

const DAY_MS = 86_400_000;

/** For how long raw events are kept of runs that are over, milliseconds; null: for ever. */
export interface RetentionOptions {
  readonly keepMs: number | null;
}

/**
 * @throws ConfigError unless `RAW_EVENTS_RETENTION_DAYS` is 0 (for ever) or a number of days from 30 on
 * @example retentionOptions({ RAW_EVENTS_RETENTION_DAYS: '400' }).keepMs // 34_560_000_000
 */
export function retentionOptions(env: Environment): RetentionOptions {
  const read = new EnvironmentReader(env);
  const days = read.number('RAW_EVENTS_RETENTION_DAYS', {
    fallback: 0,
    isValid: (value) => value === 0 || (Number.isInteger(value) && value >= 30 && value <= 36_500),
    expected: 'give 0 (raw events are kept for ever) or a whole number of days from 30 to 36500',
  });
  read.check();
  return { keepMs: days === 0 ? null : days * DAY_MS };
}
