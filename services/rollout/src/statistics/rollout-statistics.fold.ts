import { errorRate, successRate } from '../health/outcome-counts.js';
import type { UnitHistory } from '../outcomes/unit-histories.js';
import type { HadFeature } from '../rollout-handling/compile-rollout.js';
import type { ActivationRecord } from '../rollout/history/activation-record.js';

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

/** A stretch of a rollout’s life. */
export interface Stretch extends ActivationRecord {
  readonly until: string | null;
  /** Whether a unit had the feature in it. */
  readonly isEnabled: HadFeature;
}

/** What was seen of a unit in one stretch, at one time. */
interface Seen {
  readonly stretch: Stretch;
  readonly at: number;
  /** Whether it had the feature. */
  readonly isEnabled: boolean;
  readonly outcomes: number;
  readonly errors: number;
  readonly serverErrors: number;
}

/** What was seen of several units, each of them counted once. */
class Sums {
  private units = 0;
  private enabled = 0;
  private failed = 0;
  private outcomes = 0;
  private errors = 0;
  private serverErrors = 0;

  add(seen: readonly Seen[]): void {
    this.units += 1;
    const enabled = seen.filter(({ isEnabled }) => isEnabled);
    if (enabled.length > 0) this.enabled += 1;
    if (enabled.some(({ errors }) => errors > 0)) this.failed += 1;
    for (const { outcomes, errors, serverErrors } of enabled) {
      this.outcomes += outcomes;
      this.errors += errors;
      this.serverErrors += serverErrors;
    }
  }

  told(): Statistics {
    const { outcomes, errors, serverErrors } = this;
    const counts = { units: this.enabled, unitsWithError: this.failed, outcomes, errors };
    return {
      totalUnits: this.units,
      enabledUnits: counts.units,
      unitsWithError: counts.unitsWithError,
      ...{ outcomes, errors, serverErrors },
      errorRate: errorRate(counts),
      successRate: successRate(counts),
    };
  }
}

/** Outcomes that name no activation belong to the stretch that they fell into. */
function* seenIn(history: readonly UnitHistory[], stretches: readonly Stretch[]): Generator<Seen> {
  for (const { unit, named, activation, slots } of history)
    for (const [at, outcomes, errors, serverErrors] of slots) {
      const stretch =
        activation === ''
          ? stretchAt(stretches, at)
          : stretches.find((known) => known.activation === activation);
      if (stretch === undefined) continue;
      yield { stretch, at, isEnabled: stretch.isEnabled(unit, named), outcomes, errors, serverErrors };
    }
}

const stretchAt = (stretches: readonly Stretch[], at: number): Stretch | undefined =>
  stretches.findLast(({ since }) => Date.parse(since) <= at);

/** Counts units one after the other, so that nothing of a unit has to be remembered. */
export class CountedUnits<Group> {
  private readonly groups = new Map<Group, Sums>();

  constructor(
    private readonly stretches: readonly Stretch[],
    private readonly groupOf: (seen: Seen) => Group,
  ) {}

  /** @param history all that is known of one unit */
  add(history: readonly UnitHistory[]): void {
    const own = new Map<Group, Seen[]>();
    for (const seen of seenIn(history, this.stretches)) {
      const group = this.groupOf(seen);
      const before = own.get(group);
      if (before === undefined) own.set(group, [seen]);
      else before.push(seen);
    }
    for (const [group, seen] of own) {
      const sums = this.groups.get(group) ?? new Sums();
      this.groups.set(group, sums);
      sums.add(seen);
    }
  }

  told(): ReadonlyMap<Group, Statistics> {
    return new Map([...this.groups].map(([group, sums]) => [group, sums.told()]));
  }
}

export interface TierStatistics extends Statistics {
  readonly tier: string;
  readonly percentage: number;
  /** When the rollout was in it first, and last. */
  readonly from: string;
  readonly until: string | null;
  readonly activations: readonly string[];
}

const NOBODY = new Sums().told();

export const countByTier = (stretches: readonly Stretch[]): CountedUnits<string> =>
  new CountedUnits(stretches, ({ stretch }) => stretch.tier);

/** By tier, in the order in which the rollout came to them; tiers that were begun again are one. */
export function byTier(
  counted: CountedUnits<string>,
  stretches: readonly Stretch[],
): readonly TierStatistics[] {
  const told = counted.told();
  return [...new Set(stretches.map(({ tier }) => tier))].flatMap((tier) => {
    const own = stretches.filter((stretch) => stretch.tier === tier);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    return {
      ...{ tier, percentage: last.percentage, from: first.since, until: last.until },
      activations: own.map(({ activation }) => activation),
      ...(told.get(tier) ?? NOBODY),
    };
  });
}

export interface TimeStatistics extends Statistics {
  readonly from: string;
}

export const countByTime = (stretches: readonly Stretch[], widthMs: number): CountedUnits<number> =>
  new CountedUnits(stretches, ({ at }) => Math.floor(at / widthMs) * widthMs);

/** By hour or day of UTC, those with outcomes. */
export const byTime = (counted: CountedUnits<number>, from: number): readonly TimeStatistics[] =>
  [...counted.told()]
    .filter(([at]) => at >= from)
    .sort(([a], [b]) => a - b)
    .map(([at, statistics]) => ({ from: new Date(at).toISOString(), ...statistics }));
