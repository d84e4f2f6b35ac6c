import type { EventEnvelope } from '@assay/contracts';

export const isOfType =
  <Event extends EventEnvelope>(type: Event['type']) =>
  (event: EventEnvelope): event is Event =>
    event.type === type;

/** Milliseconds since 1970. */
export const timeOf = (event: EventEnvelope): number => new Date(event.time).getTime();

export function grouped<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    groups.set(key(item), group);
    group.push(item);
  }
  return groups;
}
