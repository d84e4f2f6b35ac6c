import type { UnitOutcomes } from '../outcomes/unit-outcomes.fold.js';
import type { Counts, Group, GroupCounts } from './group-counts.js';
import { groupName } from './group-counts.js';
import type { Stretch } from './stretches.js';

/** What one unit met under one activation, or under none that it named. */
export type UnitRow = Pick<UnitOutcomes, 'unit' | 'activation' | 'slots' | 'lastSeen' | 'lastError'>;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What was seen of a unit in one group; zeros and ones but for the sums. */
type Writable<Of> = { -readonly [Key in keyof Of]: Of[Key] };

/** The groups of one unit. */
class UnitGroups {
  private readonly groups = new Map<string, Group & { readonly counts: Writable<Counts> }>();

  in(group: Group): Writable<Counts> {
    const name = groupName(group);
    const known = this.groups.get(name)?.counts;
    if (known !== undefined) return known;
    const counts = { units: 1, enabled: 0, failed: 0, outcomes: 0, errors: 0, serverErrors: 0 };
    this.groups.set(name, { ...group, counts });
    return counts;
  }

  told(): readonly GroupCounts[] {
    return [...this.groups.values()];
  }
}

const groupsOf = (tier: string, at: number): readonly Group[] => [
  { by: 'tier', name: tier, at: 0 },
  { by: 'hour', name: '', at: Math.floor(at / HOUR_MS) * HOUR_MS },
  { by: 'day', name: '', at: Math.floor(at / DAY_MS) * DAY_MS },
];

/** Outcomes that name no activation belong to the stretch that they fell into. */
const stretchOf = (stretches: readonly Stretch[], activation: string, at: number): Stretch | undefined =>
  activation === ''
    ? stretches.findLast(({ sinceMs }) => sinceMs <= at)
    : stretches.find((known) => known.activation === activation);

function addStretches(
  { unit, activation, slots }: UnitRow,
  stretches: readonly Stretch[],
  groups: UnitGroups,
): void {
  for (const [at, outcomes, errors, serverErrors] of slots) {
    const stretch = stretchOf(stretches, activation, at);
    if (stretch === undefined) continue;
    const isEnabled = stretch.isEnabled(unit, activation !== '');
    for (const group of groupsOf(stretch.tier, at)) {
      const counts = groups.in(group);
      if (!isEnabled) continue;
      counts.enabled = 1;
      if (errors > 0) counts.failed = 1;
      counts.outcomes += outcomes;
      counts.errors += errors;
      counts.serverErrors += serverErrors;
    }
  }
}

/**
 * What is decided on under an activation: the units that have its version and were seen since it began. What names it
 * belongs to all of it, even where the clock of a client is slow; what names none, from a slot on that lies in it as a whole.
 */
function addActivations(
  { unit, activation, slots, lastSeen, lastError }: UnitRow,
  stretches: readonly Stretch[],
  groups: UnitGroups,
): void {
  const isNamed = activation !== '';
  for (const stretch of stretches) {
    const { sinceMs } = stretch;
    if ((isNamed && stretch.activation !== activation) || lastSeen < sinceMs) continue;
    if (!stretch.isCandidate(unit, isNamed)) continue;
    const within = isNamed ? slots : slots.filter(([first]) => first >= sinceMs);
    const hasError = lastError !== null && lastError >= sinceMs;
    const sum = (place: 1 | 2 | 3) => within.reduce((total, slot) => total + slot[place], 0);
    const counts = groups.in({ by: 'activation', name: stretch.activation, at: 0 });
    counts.enabled = 1;
    if (hasError) counts.failed = 1;
    counts.outcomes += Math.max(sum(1), 1);
    counts.errors += Math.max(sum(2), hasError ? 1 : 0);
    counts.serverErrors += sum(3);
  }
}

/**
 * What one unit is in the statistics of a rollout: itself, once in each group that it was seen in, and what it met there
 * while it had the feature.
 * @param rows all that is known of the unit
 */
export function countsOfUnit(
  rows: readonly UnitRow[],
  stretches: readonly Stretch[],
): readonly GroupCounts[] {
  const groups = new UnitGroups();
  if (rows.length > 0) groups.in({ by: 'rollout', name: '', at: 0 });
  for (const row of rows) {
    addStretches(row, stretches, groups);
    addActivations(row, stretches, groups);
  }
  return groups.told();
}
