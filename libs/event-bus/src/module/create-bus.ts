import { KafkaBus } from '../kafka/kafka-bus.js';
import { PostgresBus } from '../postgres/postgres-bus.js';
import type { EventBus } from '../port.js';
import type { BusOptions } from './bus-options.js';

/**
 * The log that the configuration names. It connects by itself, as often as necessary; close it in the end.
 * @example
 * const bus = createBus({ bus: { kind: 'postgres', databaseUrl } });
 * await bus.createTopics();
 */
export function createBus(options: BusOptions): EventBus {
  const { bus } = options;
  return bus.kind === 'postgres' ? new PostgresBus({ ...options, bus }) : new KafkaBus({ ...options, bus });
}
