import type { EventEnvelope } from '@assay/contracts';
import { canonicalJson } from '@assay/contracts';
import { escapeIdentifier } from 'pg';
import type { ClientBase } from 'pg';

/**
 * Puts events into the outbox of a schema, in the caller's transaction, as its last statement but the commit:
 * positions come from a head row, whose lock holds up other writers of this outbox until the commit.
 * @param schema the schema of the service, named because a read model's transaction works in another one
 */
export async function appendToOutbox(
  client: ClientBase,
  schema: string,
  events: readonly EventEnvelope[],
): Promise<void> {
  if (events.length === 0) return;
  const qualified = escapeIdentifier(schema);
  await client.query(
    `WITH head AS (
       UPDATE ${qualified}.heads SET next = next + $1 WHERE log = 'outbox' RETURNING next - $1 AS base
     )
     INSERT INTO ${qualified}.outbox (position, envelope)
     SELECT head.base + e.ordinal - 1, e.envelope::json
     FROM head, unnest($2::text[]) WITH ORDINALITY AS e(envelope, ordinal)`,
    [events.length, events.map((event) => canonicalJson(event))],
  );
}
