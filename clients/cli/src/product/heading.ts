import type { AnyShown, Share } from './product-reports.js';
import { countOf, interval, percent } from '../terminal/numbers.js';

/** What a report is about, in one or two lines. */
export function heading(title: string, { window, coverage, counting }: AnyShown): string {
  const { from, to, days } = window;
  const when =
    from === null || to === null
      ? 'nothing has happened yet'
      : `${from} to ${to} (${countOf(days, 'day')}, UTC)`;
  const complete = `complete to ${coverage.completeTo ?? '–'}`;
  const notYet =
    counting?.status === 'counting' ? [`Not complete: ${counting.reason ?? 'it is being counted'}.`] : [];
  return [`${title}, ${when}, ${complete}`, ...notYet].join('\n');
}

/** A rate with its interval, or why there is none. */
export const shareText = ({ rate, interval: ends, reason }: Omit<Share, 'count' | 'of'>): string =>
  rate === null ? `– (${reason ?? 'nothing to compute'})` : `${percent(rate)} ${interval(ends, percent)}`;
