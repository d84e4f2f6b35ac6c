import type { Statistics } from '../../src/statistics/rollout-statistics.fold.js';
import type { Stretch } from '../../src/statistics/stretches.js';
import type { UnitRow } from '../../src/statistics/unit-counts.fold.js';
import { errorRate, successRate } from '../../src/health/outcome-counts.js';

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
function* seenIn(history: readonly UnitRow[], stretches: readonly Stretch[]): Generator<Seen> {
  for (const { unit, activation, slots } of history)
    for (const [at, outcomes, errors, serverErrors] of slots) {
      const stretch =
        activation === ''
          ? stretchAt(stretches, at)
          : stretches.find((known) => known.activation === activation);
      if (stretch === undefined) continue;
      yield {
        stretch,
        at,
        isEnabled: stretch.isEnabled(unit, activation !== ''),
        outcomes,
        errors,
        serverErrors,
      };
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
  add(history: readonly UnitRow[]): void {
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
