import type { SchemaDefinition } from './database/migrate.js';
import {
  EventEntity,
  HeadEntity,
  OutboxEntity,
  RelayPositionEntity,
  StreamEntity,
} from './entities/event-store.entities.js';
import { EventStore1763683200000 } from './migrations/1763683200000-event-store.js';

/** The tables of the event store and the outbox, in the schema of the service that owns them. */
export const EVENT_STORE_SCHEMA: SchemaDefinition = {
  migrationsTable: 'event_store_migrations',
  entities: [StreamEntity, EventEntity, OutboxEntity, HeadEntity, RelayPositionEntity],
  migrations: [EventStore1763683200000],
};
