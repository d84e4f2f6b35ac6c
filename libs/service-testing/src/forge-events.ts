import type { EventDefinition, EventEnvelope } from '@assay/contracts';
import { derivedId, EVENT_TYPES, newEvent, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { call } from './call.js';
import type { Examples } from './sample-value.js';
import { SampleValue } from './sample-value.js';

/** Whoever may write to the log and to no service. */
export const FORGER = 'user:mallory';

const STREAMS: Readonly<Record<string, string>> = {
  [TOPICS.rollouts.name]: 'rollout',
  [TOPICS.releases.name]: 'release',
  [TOPICS.promotions.name]: 'promotion',
  [TOPICS.approvals.name]: 'approval',
};

interface ReadModel {
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
  }[];
}

function forged(definition: EventDefinition, key: string, sample: SampleValue): EventEnvelope {
  const kind = STREAMS[definition.topic];
  const subject = kind === undefined ? key : `default/${kind}/${key}`;
  const metadata = {
    ...{ id: derivedId(FORGER, definition.type), source: 'promotion', subject, project: 'default' },
    ...{ time: new Date().toISOString(), actor: FORGER, correlationid: 'test' },
  };
  const data = sample.of(definition.data) as object;
  // What has a version says again what was the first thing that happened.
  return { ...newEvent(definition, metadata, data), ...(kind === undefined ? {} : { streamversion: 1 }) };
}

/**
 * Puts one event of every type of the catalogue into the log of a service, and waits until it has read all that it reads.
 * @param key of what they say was decided
 * @param examples values for the fields of their data, by name
 */
export async function forgeEvents(
  app: NestFastifyApplication,
  service: string,
  { key, examples }: { readonly key: string; readonly examples: Examples },
): Promise<void> {
  const bus = app.get<EventBus>(EVENT_BUS, { strict: false });
  const sample = new SampleValue(examples);
  const definitions = [...EVENT_TYPES.values()];
  await bus.publish(definitions.map((definition) => forged(definition, key, sample)));
  const ends: { topic: string; partition: number; end: number }[] = [];
  for (const topic of new Set(definitions.map((definition) => definition.topic)))
    for (const { partition, end } of await bus.ends(topic)) ends.push({ topic, partition, end });
  const url = `/api/v1/admin/services/${service}/projections`;
  await eventually(async () => {
    const { body } = await call<{ projections: readonly ReadModel[] }>(app, {
      method: 'GET',
      url,
      role: 'viewer',
    });
    const read = body.projections.flatMap(({ positions }) => positions);
    const behind = ends.filter(({ topic, partition, end }) =>
      read.some((one) => one.topic === topic && one.partition === partition && one.offset < end),
    );
    if (behind.length > 0) throw new NotReadError(JSON.stringify(behind));
  });
}

class NotReadError extends Error {
  readonly code = 'NOT_READ';
}
