import type { Transaction } from '@assay/projections';

/**
 * An id begins with its time in milliseconds, 48 bits: its first four digits change every 2^32 ms, 50 days. Ingest lets
 * no id in whose time is not near its event's, so that the parts are those of times when something happened. Ids of no
 * time that makes sense (before 2014, after 2100), wherever they come from, share two parts: there are 642 at most.
 */
const FIRST = '0140';
const LAST = '03bf';
const DIGITS = 4;
const MS_PER_PART = 2 ** 32;

export const EARLIER = 'earlier';
export const LATER = 'later';

/** The part of `unit_events` that an id lies in. */
export function partOf(id: string): string {
  const prefix = id.slice(0, DIGITS).toLowerCase();
  if (prefix < FIRST) return EARLIER;
  return prefix > LAST ? LATER : prefix;
}

const lowest = (prefix: string): string => `'${prefix}0000-0000-0000-0000-000000000000'`;
const after = (prefix: string): string =>
  lowest((Number.parseInt(prefix, 16) + 1).toString(16).padStart(DIGITS, '0'));

/** When the stretch of time of a part ends, milliseconds since 1970; the two shared ones have none. */
export const endOfPart = (part: string): number =>
  part === EARLIER || part === LATER ? Infinity : (Number.parseInt(part, 16) + 1) * MS_PER_PART;

function rangeOf(part: string): readonly [from: string, to: string] {
  if (part === EARLIER) return ['MINVALUE', lowest(FIRST)];
  if (part === LATER) return [after(LAST), 'MAXVALUE'];
  return [lowest(part), after(part)];
}

/**
 * Creates parts that are not there yet. Two batches may want the same one: the second waits for the first. The part
 * is attached, not created in place: that does not wait for those who read and write the other parts.
 */
export async function ensureParts(
  transaction: Transaction,
  wanted: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Promise<void> {
  const missing = [...wanted].filter((part) => !known.has(part)).sort();
  for (const part of missing) {
    await transaction.query('LOCK TABLE unit_event_parts IN SHARE ROW EXCLUSIVE MODE');
    const created = await transaction.query(
      'INSERT INTO unit_event_parts (prefix) VALUES ($1) ON CONFLICT DO NOTHING RETURNING prefix',
      [part],
    );
    if (created.length === 0) continue;
    const [from, to] = rangeOf(part);
    await transaction.query(`CREATE TABLE unit_events_${part} (LIKE unit_events INCLUDING DEFAULTS)`);
    await transaction.query(
      `ALTER TABLE unit_events ATTACH PARTITION unit_events_${part} FOR VALUES FROM (${from}) TO (${to})`,
    );
  }
}
