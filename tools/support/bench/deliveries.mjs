// Batches for a projection on one connection, as they come from the log, without what runs around it in a service.
import { messageKey } from '../../../libs/contracts/dist/index.js';
import { ClientScope } from '../../../libs/projections/dist/batch/client-scope.js';

export const scopeOf = (client, topic) => new ClientScope(client, topic, 0);

export const inTransaction = async (client, work) => {
  await client.query('BEGIN');
  const result = await work();
  await client.query('COMMIT');
  return result;
};

/** How batches are applied to a projection, each in a transaction of its own. */
export const delivering = (projection) => (client, topic, events) => {
  const delivered = events.map((event, offset) => ({
    ...{ topic, partition: 0, offset, event, key: messageKey(event), appendedAt: 0 },
  }));
  return inTransaction(client, () => projection.apply(delivered, scopeOf(client, topic)));
};
