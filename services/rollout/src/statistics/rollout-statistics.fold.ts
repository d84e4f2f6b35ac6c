import { errorRate, successRate } from '../health/outcome-counts.js';
import type { UnitHistory } from '../outcomes/outcome-reader.js';
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

/** What was seen of one unit in one stretch, at one time. */
interface Seen {
  readonly stretch: Stretch;
  readonly unit: string;
  readonly named: boolean;
  readonly at: number;
  readonly outcomes: number;
  readonly errors: number;
  readonly serverErrors: number;
}

class Sums {
  private readonly units = new Set<string>();
  private readonly enabled = new Set<string>();
  private readonly failed = new Set<string>();
  private outcomes = 0;
  private errors = 0;
  private serverErrors = 0;

  add({ stretch, unit, named, outcomes, errors, serverErrors }: Seen): void {
    this.units.add(unit);
    if (!stretch.isEnabled(unit, named)) return;
    this.enabled.add(unit);
    if (errors > 0) this.failed.add(unit);
    this.outcomes += outcomes;
    this.errors += errors;
    this.serverErrors += serverErrors;
  }

  told(): Statistics {
    const { outcomes, errors, serverErrors } = this;
    const counts = { units: this.enabled.size, unitsWithError: this.failed.size, outcomes, errors };
    return {
      totalUnits: this.units.size,
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
  const byActivation = new Map(stretches.map((stretch) => [stretch.activation, stretch]));
  for (const { unit, named, activation, slots } of history)
    for (const [at, outcomes, errors, serverErrors] of slots) {
      const stretch = activation === '' ? stretchAt(stretches, at) : byActivation.get(activation);
      if (stretch !== undefined) yield { stretch, unit, named, at, outcomes, errors, serverErrors };
    }
}

const stretchAt = (stretches: readonly Stretch[], at: number): Stretch | undefined =>
  stretches.findLast(({ since }) => Date.parse(since) <= at);

function grouped<Key>(seen: Iterable<Seen>, keyOf: (one: Seen) => Key): Map<Key, Sums> {
  const groups = new Map<Key, Sums>();
  for (const one of seen) {
    const key = keyOf(one);
    const sums = groups.get(key) ?? new Sums();
    groups.set(key, sums);
    sums.add(one);
  }
  return groups;
}

export interface TierStatistics extends Statistics {
  readonly tier: string;
  readonly percentage: number;
  /** When the rollout was in it first, and last. */
  readonly from: string;
  readonly until: string | null;
  readonly activations: readonly string[];
}

/** By tier, in the order in which the rollout came to them; tiers that were begun again are one. */
export function byTier(
  history: readonly UnitHistory[],
  stretches: readonly Stretch[],
): readonly TierStatistics[] {
  const sums = grouped(seenIn(history, stretches), ({ stretch }) => stretch.tier);
  return [...new Set(stretches.map(({ tier }) => tier))].flatMap((tier) => {
    const own = stretches.filter((stretch) => stretch.tier === tier);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    return {
      ...{ tier, percentage: last.percentage, from: first.since, until: last.until },
      activations: own.map(({ activation }) => activation),
      ...(sums.get(tier) ?? new Sums()).told(),
    };
  });
}

export interface TimeStatistics extends Statistics {
  readonly from: string;
}

/** By hour or day of UTC, those with outcomes. */
export function byTime(
  history: readonly UnitHistory[],
  stretches: readonly Stretch[],
  { widthMs, from }: { readonly widthMs: number; readonly from: number },
): readonly TimeStatistics[] {
  const groups = grouped(seenIn(history, stretches), ({ at }) => Math.floor(at / widthMs) * widthMs);
  return [...groups]
    .filter(([at]) => at >= from)
    .sort(([a], [b]) => a - b)
    .map(([at, sums]) => ({ from: new Date(at).toISOString(), ...sums.told() }));
}
