import { randomUUID } from 'node:crypto';
import { createBus } from '@assay/event-bus';
import * as contracts from '../../../libs/contracts/dist/index.js';
import { infrastructure } from '../../distributed/settings.mjs';
import { deleteTopics } from '../../services/topics.mjs';
import { batchesOf, definitions, dimensions } from './interactions.mjs';

/** A log on Kafka with so many interactions and what they are about, in topics that no earlier run has used. */
export const filledLog = async (count) => {
  const { kafkaBrokers: brokers, adminUrl } = infrastructure();
  const namespace = `bench-${randomUUID().slice(0, 8)}`;
  const open = () => createBus({ bus: { kind: 'kafka', brokers: brokers.split(','), namespace } });
  const remove = () => deleteTopics(brokers, `${namespace}.`);
  const bus = open();
  try {
    await bus.createTopics();
    await bus.publish([...definitions(contracts), ...dimensions(contracts)]);
    for (const batch of batchesOf(contracts, { count, batch: 2_000 })) await bus.publish(batch);
  } catch (error) {
    await remove();
    throw error;
  } finally {
    await bus.close();
  }
  return { brokers, namespace, adminUrl, open, remove };
};
