import { UsageError } from '../errors/usage.error.js';

/** A time of an option, as RFC 3339 in UTC; undefined where it is not given. @throws UsageError */
export function instant(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(milliseconds))
    throw new UsageError(`${option} is "${text}"; give a time, such as 2026-01-31T12:00:00Z or 2026-01-31`);
  return new Date(milliseconds).toISOString();
}
