import { errorRate, successRate } from '../health/outcome-counts.js';
import type { Counts, GroupCounts } from './group-counts.js';
import { NO_COUNTS } from './group-counts.js';
import type { Stretch } from './stretches.js';

export interface Statistics {
  /** Distinct units that reported an outcome. */
  readonly totalUnits: number;
  /** Those of them that had the feature. */
  readonly enabledUnits: number;
  readonly unitsWithError: number;
  /** Of units that had the feature, as everything that follows. */
  readonly outcomes: number;
  readonly errors: number;
  readonly serverErrors: number;
  readonly errorRate: number | null;
  readonly successRate: number | null;
}

export interface TierStatistics extends Statistics {
  readonly tier: string;
  readonly percentage: number;
  /** When the rollout was in it first, and last. */
  readonly from: string;
  readonly until: string | null;
  readonly activations: readonly string[];
}

export interface TimeStatistics extends Statistics {
  readonly from: string;
}

function told({ units, enabled, failed, outcomes, errors, serverErrors }: Counts): Statistics {
  const counts = { units: enabled, unitsWithError: failed, outcomes, errors };
  return {
    totalUnits: units,
    enabledUnits: enabled,
    unitsWithError: failed,
    ...{ outcomes, errors, serverErrors },
    errorRate: errorRate(counts),
    successRate: successRate(counts),
  };
}

/** By tier, in the order in which the rollout came to them; tiers that were begun again are one. */
export function byTier(
  counted: readonly GroupCounts[],
  stretches: readonly Stretch[],
): readonly TierStatistics[] {
  const counts = new Map(counted.flatMap((one) => (one.by === 'tier' ? [[one.name, one.counts]] : [])));
  return [...new Set(stretches.map(({ tier }) => tier))].flatMap((tier) => {
    const own = stretches.filter((stretch) => stretch.tier === tier);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    return {
      ...{ tier, percentage: last.percentage, from: first.since, until: last.until },
      activations: own.map(({ activation }) => activation),
      ...told(counts.get(tier) ?? NO_COUNTS),
    };
  });
}

/** By hour or day of UTC, those with outcomes. */
export const byTime = (
  counted: readonly GroupCounts[],
  by: 'hour' | 'day',
  from: number,
): readonly TimeStatistics[] =>
  counted
    .filter((one) => one.by === by && one.at >= from && one.counts.units > 0)
    .sort((a, b) => a.at - b.at)
    .map(({ at, counts }) => ({ from: new Date(at).toISOString(), ...told(counts) }));
