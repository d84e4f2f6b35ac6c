import type { Transaction } from '@assay/projections';
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

/** Ids above the highest one that is stored, which most of a stream are, need not be looked up. */
const STORED = `SELECT id::text AS id, unit_key FROM unit_events WHERE id = ANY (array(
  SELECT given.id FROM unnest($1::uuid[]) AS given(id)
  WHERE given.id <= (SELECT highest.id FROM unit_events AS highest ORDER BY highest.id DESC LIMIT 1)))`;

/** Those among the ids of a batch that were counted before. */
export async function storedIdentities(
  transaction: Transaction,
  events: readonly Pick<UnitEvent, 'id'>[],
): Promise<Identities> {
  const rows = await transaction.query<{ readonly id: string; readonly unit_key: string }>(STORED, [
    events.map(({ id }) => id),
  ]);
  const stored = new Identities();
  for (const { id, unit_key: unitKey } of rows) stored.add({ id, unitKey });
  return stored;
}
