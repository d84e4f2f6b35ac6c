import type { BatchScope } from '@assay/projections';
import { rememberedOf } from '../remembered/remembered.js';
import { StoredIdFilter } from '../remembered/stored-id-filter.js';
import type { UnitEvent } from './unit-event.js';

type Identity = Pick<UnitEvent, 'id' | 'unitKey'>;

/** What tells events from one another: what repeats one has the same id under the same unit. */
export class Identities {
  private readonly unitOf = new Map<string, string>();
  /** The further units of ids that several have. */
  private readonly shared = new Set<string>();

  /** @returns whether it was not among them yet */
  add({ id, unitKey }: Identity): boolean {
    const first = this.unitOf.get(id);
    if (first === undefined) this.unitOf.set(id, unitKey);
    else if (first === unitKey || this.shared.has(id + unitKey)) return false;
    else this.shared.add(id + unitKey);
    return true;
  }

  has({ id, unitKey }: Identity): boolean {
    const first = this.unitOf.get(id);
    return first !== undefined && (first === unitKey || this.shared.has(id + unitKey));
  }
}

/** The same id of the same unit with different content: the first one counts. */
export function distinctEvents(events: readonly UnitEvent[]): readonly UnitEvent[] {
  const seen = new Identities();
  return events.filter((event) => seen.add(event));
}

const HIGHEST = 'SELECT id::text AS id FROM unit_events ORDER BY id DESC LIMIT 1';
const STORED = 'SELECT id::text AS id, unit_key FROM unit_events WHERE id = ANY($1::uuid[])';

async function firstIds(scope: BatchScope): Promise<StoredIdFilter> {
  const [highest] = await scope.query<{ readonly id: string }>(HIGHEST);
  const ids = new StoredIdFilter(highest?.id ?? '');
  rememberedOf(scope).ids = ids;
  return ids;
}

/** Those among the ids of a batch that were counted before. */
export async function storedIdentities(
  scope: BatchScope,
  events: readonly Pick<UnitEvent, 'id'>[],
): Promise<Identities> {
  const stored = new Identities();
  const ids = rememberedOf(scope).ids ?? (await firstIds(scope));
  const asked = events.map(({ id }) => id).filter((id) => ids.mightContain(id));
  if (asked.length === 0) return stored;
  const rows = await scope.query<{ readonly id: string; readonly unit_key: string }>(STORED, [asked]);
  for (const { id, unit_key: unitKey } of rows) stored.add({ id, unitKey });
  return stored;
}

/** From here on these events are stored. */
export function noteStored(scope: BatchScope, events: readonly UnitEvent[]): void {
  rememberedOf(scope).ids?.add(events.map(({ id }) => id));
}
