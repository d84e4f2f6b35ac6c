import { EntitySchema } from 'typeorm';

/** Where messages of a project go, and which of them. Its target is encrypted. */
export const ChannelEntity = new EntitySchema({
  name: 'NotificationChannel',
  tableName: 'notification_channels',
  columns: {
    project: { type: 'text', primary: true, primaryKeyConstraintName: 'notification_channels_pkey' },
    key: { type: 'text', primary: true, primaryKeyConstraintName: 'notification_channels_pkey' },
    kind: { type: 'text' },
    enabled: { type: 'boolean' },
    levels: { type: 'text', array: true },
    kinds: { type: 'text', array: true },
    shown: { type: 'text' },
    target: { type: 'bytea' },
    changed_by: { type: 'text' },
    changed_at: { type: 'timestamptz' },
  },
});
