import type { BatchScope, Transaction } from '@assay/projections';
import { endOfPart } from './event-parts.js';
import { STRAYING_MS } from './kept-events.js';
import { KEPT_BY_ALL } from './retained-events.js';

/** Whoever uses the part is waited for, but not for so long that others queue up behind. */
const LOCK_TIMEOUT = '1s';

/** Parts that hold events, and from when on events are kept. */
const STANDING = `SELECT array(SELECT prefix FROM unit_event_parts WHERE NOT is_emptied ORDER BY prefix) AS parts,
    ${KEPT_BY_ALL} AS kept_from`;

interface Standing {
  readonly parts: readonly string[];
  readonly kept_from: number | null;
}

/** Whether nothing in a part is needed where events are kept from an instant on; milliseconds since 1970. */
export const isGivenUp = (part: string, keptFrom: number): boolean =>
  endOfPart(part) + STRAYING_MS <= keptFrom;

/**
 * Empties one part of the raw events, if all that happened in its stretch of time is given up: at once, however much
 * lies in it. What strayed into it, because its id is older than itself, is put back.
 * @returns whether there was none to empty
 */
export async function emptyPart(scope: BatchScope): Promise<boolean> {
  const [row] = await scope.query<Standing>(STANDING);
  const { parts = [], kept_from: keptFrom = null } = row ?? {};
  const part = keptFrom === null ? undefined : parts.find((one) => isGivenUp(one, keptFrom));
  if (part === undefined || keptFrom === null) return true;
  await scope.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  await scope.query(`LOCK TABLE unit_events_${part} IN ACCESS EXCLUSIVE MODE`);
  const [strays] = await scope.query('SELECT FROM stray_events WHERE part = $1 LIMIT 1', [part]);
  if (strays === undefined) await scope.query(`TRUNCATE unit_events_${part}`);
  else await emptyBut(scope, part, keptFrom);
  await scope.query('UPDATE unit_event_parts SET is_emptied = true WHERE prefix = $1', [part]);
  return false;
}

async function emptyBut(transaction: Transaction, part: string, keptFrom: number): Promise<void> {
  await transaction.query(`CREATE TABLE kept_strays (LIKE unit_events)`);
  await transaction.query(
    `INSERT INTO kept_strays SELECT stored.* FROM stray_events JOIN unit_events_${part} AS stored USING (id, unit_key)
     WHERE part = $1 AND time >= $2`,
    [part, keptFrom],
  );
  await transaction.query(`TRUNCATE unit_events_${part}`);
  await transaction.query('INSERT INTO unit_events SELECT * FROM kept_strays');
  await transaction.query('DROP TABLE kept_strays');
}
