import type { TopicDefinition } from '@assay/contracts';
import { topicNamed, topicOf, TOPICS } from '@assay/contracts';
import type { EventBus, LogRecord } from '@assay/event-bus';
import type { Pool } from 'pg';

/** One partition that is looked at, from an offset up to its end as it was. */
export interface AuditedStretch {
  readonly topic: TopicDefinition;
  readonly partition: number;
  readonly from: number;
  readonly until: number;
  /** Messages before, which are not looked at. */
  readonly before: number;
}

const WRITERS: ReadonlySet<string> = new Set(Object.values(TOPICS).map(({ writer }) => writer));

/** The topics that a service writes: those that are its own, and those in which events of its store lie. */
export async function topicsOf(pool: Pool, service: string): Promise<readonly TopicDefinition[]> {
  const { rows } = await pool.query<{ type: string }>('SELECT DISTINCT type FROM events');
  const names = rows.flatMap(({ type }) => topicOf(type) ?? []);
  const own = Object.values(TOPICS).filter(({ writer }) => writer === service);
  const all = [...own.map(({ name }) => name), ...names];
  return [...new Set(all)].flatMap((name) => topicNamed(name) ?? []);
}

/** @param sample only so many of the newest messages of each partition */
export async function stretchesOf(
  { pool, bus, service }: { readonly pool: Pool; readonly bus: EventBus; readonly service: string },
  sample?: number,
): Promise<readonly AuditedStretch[]> {
  const topics = await topicsOf(pool, service);
  const stretches = await Promise.all(
    topics.map(async (topic) =>
      (await bus.ends(topic.name)).map(({ partition, earliest, end }) => {
        const from = sample === undefined ? earliest : Math.max(earliest, end - sample);
        return { topic, partition, from, until: end, before: from - earliest };
      }),
    ),
  );
  return stretches.flat();
}

/** Whether a decision says that it comes from the store of a service, or nobody else could have written it. */
export function claims({ topic, headers }: LogRecord, service: string): boolean {
  const definition = topicNamed(topic);
  if (definition?.kind !== 'decision') return false;
  const source = headers['ce_source'] ?? '';
  return source === service || (definition.writer === service && !WRITERS.has(source));
}
