import type { Interval } from '@assay/stats';
import { newcombeInterval, wilsonInterval } from '@assay/stats';

/** A part of a whole, with the interval that it lies in at 95 %; null where there is no whole, and why. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly rate: number | null;
  readonly interval: Interval | null;
  readonly reason?: string;
}

/** @param nothing what to say when the whole is empty */
export function shareOf(count: number, of: number, nothing: string): Share {
  if (of === 0) return { count, of, rate: null, interval: null, reason: nothing };
  if (count > of)
    return {
      count,
      of,
      rate: count / of,
      interval: null,
      reason: 'there are more of the part than of the whole',
    };
  return { count, of, rate: count / of, interval: wilsonInterval({ successes: count, n: of }) };
}

/** A share of what nothing was defined for. */
export interface UndefinedShare {
  readonly count: null;
  readonly of: number;
  readonly rate: null;
  readonly interval: null;
  readonly reason: string;
}

/** A number per unit; null where there are no units, and why. */
export interface Average {
  readonly sum: number;
  readonly of: number;
  readonly average: number | null;
  readonly reason?: string;
}

export const averageOf = (sum: number, of: number, nothing: string): Average =>
  of === 0 ? { sum, of, average: null, reason: nothing } : { sum, of, average: sum / of };

export interface Difference {
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Why one of them is null. */
  readonly reason?: string;
}

/** How far the rate of one group is from that of another. */
export function differenceOf(one: Share, other: Share): Difference {
  const reason = one.reason ?? other.reason;
  if (one.interval === null || other.interval === null) {
    const difference = one.rate === null || other.rate === null ? null : one.rate - other.rate;
    return { difference, interval: null, ...(reason === undefined ? {} : { reason }) };
  }
  const arm = ({ count, of }: Share) => ({ successes: count, n: of });
  const { diff, ci } = newcombeInterval(arm(other), arm(one));
  return { difference: diff, interval: ci };
}
