import { EntitySchema } from 'typeorm';

/** When each process of the service was started, for as long as that is of interest. */
export const ProcessStartEntity = new EntitySchema({
  name: 'ProcessStart',
  tableName: 'process_starts',
  columns: {
    instance: { type: 'text', primary: true, primaryKeyConstraintName: 'process_starts_pkey' },
    startedAt: {
      name: 'started_at',
      type: 'timestamptz',
      primary: true,
      primaryKeyConstraintName: 'process_starts_pkey',
    },
  },
});
