import { ValidationProblem } from '@assay/platform';
import { dateOf } from '../../calendar/days.js';
import type { Window } from './window.js';
import { readDay } from '../../calendar/is-day.js';

/** Days since 1970, both included. */
export interface Days {
  readonly from: number;
  readonly to: number;
}

/** Stands for the days of a project in which nothing has happened. */
export const NO_DAYS: Days = { from: 0, to: -1 };
const MOST_DAYS = 3 * 366;

/** The window of `days` that ends with a day: by default the last one on which something happened. */
export function windowAsked(
  { days = 30, end }: { readonly days?: number; readonly end?: string },
  lastDay: number | undefined,
): Days | undefined {
  const to = (end === undefined ? undefined : readDay(end)) ?? lastDay;
  return to === undefined ? undefined : { from: to - days + 1, to };
}

/**
 * The period asked for: by default `days` that end with the last one on which something happened.
 * @throws ValidationProblem for a period that ends before it begins, or is too long
 */
export function periodAsked(
  { from, to }: { readonly from?: string; readonly to?: string },
  { lastDay, days }: { readonly lastDay: number | undefined; readonly days: number },
): Days | undefined {
  const start = from === undefined ? undefined : readDay(from);
  const last =
    (to === undefined ? undefined : readDay(to)) ?? Math.max(lastDay ?? -Infinity, start ?? -Infinity);
  if (!Number.isFinite(last)) return undefined;
  const first = start ?? last - days + 1;
  if (first > last) throw periodProblem(from, `must not be after the last day, ${dateOf(last)}`);
  if (last - first >= MOST_DAYS)
    throw periodProblem(from, `must be at most ${String(MOST_DAYS)} days before the last one`);
  return { from: first, to: last };
}

/**
 * The period asked for, of any length: by default all days on which there is something.
 * @throws ValidationProblem for a period that ends before it begins
 */
export function periodWithin(
  { from, to }: { readonly from?: string; readonly to?: string },
  all: Days | undefined,
): Days | undefined {
  const start = from === undefined ? undefined : readDay(from);
  const end = to === undefined ? undefined : readDay(to);
  const first = start ?? Math.min(all?.from ?? Infinity, end ?? Infinity);
  const last = end ?? Math.max(all?.to ?? -Infinity, start ?? -Infinity);
  if (!Number.isFinite(first) || !Number.isFinite(last)) return undefined;
  if (first > last) throw periodProblem(from, `must not be after the last day, ${dateOf(last)}`);
  return { from: first, to: last };
}

const periodProblem = (value: unknown, message: string): ValidationProblem =>
  new ValidationProblem([{ path: 'from', value, message }]);

export const shownWindow = (asked: Days | undefined, days: number): Window =>
  asked === undefined
    ? { days, from: null, to: null }
    : { days: asked.to - asked.from + 1, from: dateOf(asked.from), to: dateOf(asked.to) };
