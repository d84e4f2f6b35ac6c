import { UsageError } from '../errors/usage.error.js';

/** A whole number of an option, 1 or more; undefined where it is not given. @throws UsageError */
export function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`${option} is "${text}"; give a whole number, such as 1000`);
}
