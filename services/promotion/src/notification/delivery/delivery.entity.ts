import { EntitySchema } from 'typeorm';

/** One message on its way to one channel. */
export const DeliveryEntity = new EntitySchema({
  name: 'NotificationDelivery',
  tableName: 'notification_deliveries',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'notification_deliveries_pkey' },
    project: { type: 'text' },
    channel: { type: 'text' },
    thread: { type: 'text' },
    status: { type: 'text' },
    attempts: { type: 'integer' },
    due_at: { type: 'timestamptz' },
    created_at: { type: 'timestamptz' },
    settled_at: { type: 'timestamptz', nullable: true },
    last_error: { type: 'text', nullable: true },
    message: { type: 'json' },
  },
  indices: [
    { name: 'notification_deliveries_due', columns: ['status', 'due_at'] },
    { name: 'notification_deliveries_thread', columns: ['project', 'thread'] },
    { name: 'notification_deliveries_page', columns: ['project', 'status', 'created_at', 'id'] },
  ],
});

/** Messages that were given to the channels of their time: none of them is given out again. */
export const DispatchEntity = new EntitySchema({
  name: 'NotificationDispatch',
  tableName: 'notification_dispatches',
  columns: {
    message: { type: 'uuid', primary: true, primaryKeyConstraintName: 'notification_dispatches_pkey' },
    dispatched_at: { type: 'timestamptz' },
  },
});
