/** By what units are grouped: all of a rollout together, by activation, by tier, by hour or by day. */
export type GroupedBy = 'rollout' | 'activation' | 'tier' | 'hour' | 'day';

export interface Group {
  readonly by: GroupedBy;
  /** Of the tier or the activation; empty where units are grouped otherwise. */
  readonly name: string;
  /** When the hour or day begins, in milliseconds since 1970; 0 where they are grouped otherwise. */
  readonly at: number;
}

/** How many there were, each unit counted once. */
export interface Counts {
  /** Distinct units that reported an outcome. */
  readonly units: number;
  /** Those of them that had the feature. */
  readonly enabled: number;
  /** Those with the feature that met an error. */
  readonly failed: number;
  /** Of units that had the feature, as everything that follows. */
  readonly outcomes: number;
  readonly errors: number;
  readonly serverErrors: number;
}

export const NO_COUNTS: Counts = {
  ...{ units: 0, enabled: 0, failed: 0 },
  ...{ outcomes: 0, errors: 0, serverErrors: 0 },
};

export interface GroupCounts extends Group {
  readonly counts: Counts;
}

export const groupName = ({ by, name, at }: Group): string => `${by}/${String(at)}/${name}`;

const plus = (a: Counts, b: Counts, times: 1 | -1): Counts => ({
  units: a.units + times * b.units,
  enabled: a.enabled + times * b.enabled,
  failed: a.failed + times * b.failed,
  outcomes: a.outcomes + times * b.outcomes,
  errors: a.errors + times * b.errors,
  serverErrors: a.serverErrors + times * b.serverErrors,
});

/** Counts of groups that are added up and taken away again. */
export class CountedGroups {
  private readonly groups = new Map<string, GroupCounts>();

  add(counted: readonly GroupCounts[], times: 1 | -1 = 1): this {
    for (const one of counted) {
      const name = groupName(one);
      const before = this.groups.get(name)?.counts ?? NO_COUNTS;
      this.groups.set(name, { ...one, counts: plus(before, one.counts, times) });
    }
    return this;
  }

  /** Groups in which something is counted, in any order. */
  told(): readonly GroupCounts[] {
    return [...this.groups.values()].filter(({ counts }) => Object.values(counts).some((n) => n !== 0));
  }
}
