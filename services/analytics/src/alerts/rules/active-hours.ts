import type { Environment } from '@assay/platform';
import { EnvironmentReader } from '@assay/platform';

/** When events are to be expected: from one hour of the day to another, in a time zone. */
export interface ActiveHours {
  /** 0–23. */
  readonly from: number;
  /** 1–24; smaller than `from` for a night. */
  readonly to: number;
  readonly timeZone: string;
}

export const ACTIVE_HOURS = Symbol('assay:active-hours');

/** @param instant milliseconds since 1970 */
export function isActive({ from, to, timeZone }: ActiveHours, instant: number): boolean {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone });
  const hour = Number(format.format(instant));
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

const SPAN = /^(\d{1,2})-(\d{1,2})$/;

/**
 * `ALERT_ACTIVE_HOURS` (`8-20` unless set; `0-24` for always) in `ALERT_TIME_ZONE` (UTC unless set).
 * @throws ConfigError
 */
export function activeHoursFrom(env: Environment): ActiveHours {
  const read = new EnvironmentReader(env);
  const text = read.optional('ALERT_ACTIVE_HOURS') ?? '8-20';
  const [, from = NaN, to = NaN] = SPAN.exec(text)?.map(Number) ?? [];
  const timeZone = read.optional('ALERT_TIME_ZONE') ?? 'UTC';
  if (!(from <= 23 && to >= 1 && to <= 24 && from !== to))
    read.wrong({ variable: 'ALERT_ACTIVE_HOURS', value: text, expected: 'give two hours, e.g. 8-20' }, '');
  if (!isTimeZone(timeZone))
    read.wrong(
      {
        variable: 'ALERT_TIME_ZONE',
        value: timeZone,
        expected: 'give an IANA time zone, e.g. Europe/Berlin',
      },
      '',
    );
  read.check();
  return { from, to, timeZone };
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) instanceof Intl.DateTimeFormat;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
