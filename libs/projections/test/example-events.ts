import type { EventEnvelope } from '@assay/contracts';
import {
  ExperimentPaused,
  ExperimentResumed,
  InteractionRecorded,
  derivedId,
  newEvent,
} from '@assay/contracts';
import type { DeliveredBatch, DeliveredEvent } from '@assay/event-bus';

const TIME = '2026-01-05T10:00:00.000Z';
/** When the test log took its first event. */
export const APPENDED = Date.parse('2026-01-05T10:00:05.000Z');

const metadata = (id: string, subject: string) => ({
  id: derivedId('test', id),
  source: 'test',
  subject,
  time: TIME,
  project: 'default',
  actor: 'test',
  correlationid: 'test',
});

/** The nth interaction: always the same event, of one of ten units, with value n / 100. */
export function interaction(n: number, name = 'click'): EventEnvelope {
  const unit = `u${String(n % 10)}`;
  const data = { unit, name, value: (n / 100).toFixed(2), receivedAt: TIME };
  return newEvent(InteractionRecorded, metadata(`interaction ${String(n)}`, unit), data);
}

/** Version n of a decision stream: paused and resumed in turn. */
export function decision(stream: string, version: number): EventEnvelope {
  const id = metadata(`${stream} ${String(version)}`, stream);
  const event =
    version % 2 === 1
      ? newEvent(ExperimentPaused, id, { run: 1, reason: `pause ${String(version)}` })
      : newEvent(ExperimentResumed, id, { run: 1 });
  return { ...event, streamversion: version };
}

export const delivered = (
  event: EventEnvelope,
  at: { readonly topic: string; readonly partition: number; readonly offset: number },
): DeliveredEvent => ({ ...at, event, key: event.subject, appendedAt: APPENDED + at.offset });

/** A batch of one partition that begins at an offset. */
export function batchOf(
  events: readonly EventEnvelope[],
  at: { readonly topic: string; readonly partition?: number; readonly offset?: number },
): DeliveredBatch {
  const { topic, partition = 0, offset = 0 } = at;
  const nextOffset = offset + events.length;
  return {
    topic,
    partition,
    firstOffset: offset,
    nextOffset,
    endOffset: nextOffset,
    events: events.map((event, index) => delivered(event, { topic, partition, offset: offset + index })),
  };
}

export const numbers = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);
