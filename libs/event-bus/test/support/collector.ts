import type { BatchHandler, DeliveredBatch, DeliveredEvent, Position } from '@assay/event-bus';

/** A handler that keeps what it gets. */
export class Collector {
  readonly batches: DeliveredBatch[] = [];
  readonly handle: BatchHandler = (batch) => {
    this.batches.push(batch);
    return Promise.resolve();
  };

  get events(): readonly DeliveredEvent[] {
    return this.batches.flatMap(({ events }) => events);
  }

  get ids(): readonly string[] {
    return this.events.map(({ event }) => event.id);
  }

  /** Where reading would continue after what was handled. */
  get positions(): readonly Position[] {
    const next = new Map<string, Position>();
    for (const { topic, partition, nextOffset } of this.batches)
      next.set(`${topic}/${String(partition)}`, { topic, partition, offset: nextOffset });
    return [...next.values()];
  }

  /** Ids by message key, in the order of delivery. */
  get idsByKey(): Readonly<Record<string, readonly string[]>> {
    const byKey: Record<string, string[]> = {};
    for (const { key, event } of this.events) (byKey[key] ??= []).push(event.id);
    return byKey;
  }
}

/** Ids by message key in the order given. */
export function idsByKey(
  events: readonly { readonly project: string; readonly subject: string; readonly id: string }[],
): Readonly<Record<string, readonly string[]>> {
  const byKey: Record<string, string[]> = {};
  for (const { project, subject, id } of events) (byKey[`${project}/${subject}`] ??= []).push(id);
  return byKey;
}
