import { TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable, Scope } from '@nestjs/common';
import type { Flag } from '../outcomes/outcomes.projection.js';

interface Row extends Flag {
  readonly partition: number;
  readonly offset: number;
}

/** What is read again and again, each time from where it was left. */
interface Source {
  readonly model: string;
  readonly topic: string;
  readonly sql: string;
}

const sqlOf = (table: string, key: string): string => `
  SELECT changed.project, changed.${key} AS flag, changed.partition::int AS partition,
         changed."offset"::float8 AS "offset"
    FROM unnest($1::int[], $2::bigint[]) AS seen (partition, "offset")
    JOIN ${table} AS changed ON changed.partition = seen.partition AND changed."offset" > seen."offset"`;

const OUTCOMES: Source = {
  model: 'outcomes',
  topic: TOPICS.interactions.name,
  sql: sqlOf('rollout_activity', 'rollout'),
};
const ROLLOUTS: Source = {
  model: 'rollouts',
  topic: TOPICS.rollouts.name,
  sql: sqlOf('rollouts', 'key'),
};

/** What changed in the read models since its owner last asked; everything, the first time. */
@Injectable({ scope: Scope.TRANSIENT })
export class ChangedRollouts {
  private readonly seen = new Map<string, Map<number, number>>();

  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    @Inject(EVENT_BUS) private readonly bus: EventBus,
  ) {}

  /** Flags with new outcomes. */
  withOutcomes(): Promise<readonly Flag[]> {
    return this.read(OUTCOMES);
  }

  /** Rollouts that something happened to. */
  rollouts(): Promise<readonly Flag[]> {
    return this.read(ROLLOUTS);
  }

  private async read({ model, topic, sql }: Source): Promise<readonly Flag[]> {
    const seen = this.seen.get(topic) ?? (await this.beginning(topic));
    const parameters = [[...seen.keys()], [...seen.values()]];
    const rows = await this.models.read(model, (reader) => reader.query<Row>(sql, parameters));
    for (const { partition, offset } of rows)
      seen.set(partition, Math.max(seen.get(partition) ?? -1, offset));
    const flags = new Map(rows.map(({ project, flag }) => [`${project}/${flag}`, { project, flag }]));
    return [...flags.values()];
  }

  private async beginning(topic: string): Promise<Map<number, number>> {
    const ends = await this.bus.ends(topic);
    const seen = new Map(ends.map(({ partition }) => [partition, -1]));
    this.seen.set(topic, seen);
    return seen;
  }
}
