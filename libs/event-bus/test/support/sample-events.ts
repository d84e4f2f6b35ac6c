import type { EventEnvelope } from '@assay/contracts';
import { ApiKeyRevoked, derivedId, InteractionRecorded, newEvent, TOPICS } from '@assay/contracts';

export const INTERACTIONS = TOPICS.interactions.name;
export const ACCESS = TOPICS.access.name;
const TIME = '2026-01-02T03:04:05.678Z';

const metadata = (subject: string, ...identity: readonly string[]) => ({
  id: derivedId('sample', subject, ...identity),
  source: 'event-ingest',
  subject,
  time: TIME,
  project: 'default',
  actor: 'key:test',
  correlationid: 'c-1',
});

/** The n-th click of a unit. */
export const click = (unit: string, n: number): EventEnvelope =>
  newEvent(InteractionRecorded, metadata(unit, String(n)), {
    unit,
    name: 'click',
    value: String(n),
    receivedAt: TIME,
  });

/** Clicks 1 … count, spread over units in turn. */
export const clicks = (count: number, units = 10): readonly EventEnvelope[] =>
  Array.from({ length: count }, (_, index) => click(`unit-${String(index % units)}`, index + 1));

/** An event of a decision stream. */
export const revision = (stream: string, version: number): EventEnvelope => ({
  ...newEvent(ApiKeyRevoked, metadata(stream, String(version)), { keyId: derivedId(stream) }),
  streamversion: version,
});

/** Which click it is. */
export const numberOf = (event: EventEnvelope): number => Number((event.data as { value: string }).value);
