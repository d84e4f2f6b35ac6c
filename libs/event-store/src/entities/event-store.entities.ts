import { EntitySchema } from 'typeorm';

/** The version and the last hash of each stream; its row lock serialises the writers of one stream. */
export const StreamEntity = new EntitySchema({
  name: 'Stream',
  tableName: 'streams',
  columns: {
    id: { type: 'text', primary: true, primaryKeyConstraintName: 'streams_pkey' },
    version: { type: 'integer' },
    hash: { type: 'text' },
  },
});

/** The log: one row for each decision event, never changed. `envelope` is the canonical JSON that was hashed. */
export const EventEntity = new EntitySchema({
  name: 'Event',
  tableName: 'events',
  columns: {
    position: { type: 'bigint', primary: true, primaryKeyConstraintName: 'events_pkey' },
    stream: { type: 'text' },
    version: { type: 'integer' },
    id: { type: 'uuid' },
    type: { type: 'text' },
    envelope: { type: 'json' },
    recordedAt: {
      name: 'recorded_at',
      type: 'timestamp with time zone',
      default: () => 'clock_timestamp()',
    },
  },
  uniques: [
    { name: 'events_stream_version_key', columns: ['stream', 'version'] },
    { name: 'events_id_key', columns: ['id'] },
  ],
});

/** Events that read models emit, until the relay has published them. */
export const OutboxEntity = new EntitySchema({
  name: 'OutboxEvent',
  tableName: 'outbox',
  columns: {
    position: { type: 'bigint', primary: true, primaryKeyConstraintName: 'outbox_pkey' },
    envelope: { type: 'json' },
  },
});

/** The next position of each log. Updating it is what puts commits in order: see the migration. */
export const HeadEntity = new EntitySchema({
  name: 'Head',
  tableName: 'heads',
  columns: {
    log: { type: 'text', primary: true, primaryKeyConstraintName: 'heads_pkey' },
    next: { type: 'bigint' },
  },
});

/** Up to where the relay has published each log. */
export const RelayPositionEntity = new EntitySchema({
  name: 'RelayPosition',
  tableName: 'relay_positions',
  columns: {
    log: { type: 'text', primary: true, primaryKeyConstraintName: 'relay_positions_pkey' },
    position: { type: 'bigint' },
  },
});
