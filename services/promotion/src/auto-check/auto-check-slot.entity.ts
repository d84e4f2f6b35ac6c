import { EntitySchema } from 'typeorm';

/** Which hours were checked, by which process, and with what result. */
export const AutoCheckSlotEntity = new EntitySchema({
  name: 'AutoCheckSlot',
  tableName: 'auto_check_slots',
  columns: {
    slot: { type: 'timestamptz', primary: true, primaryKeyConstraintName: 'auto_check_slots_pkey' },
    takenBy: { name: 'taken_by', type: 'text' },
    leaseUntil: { name: 'lease_until', type: 'timestamptz' },
    doneAt: { name: 'done_at', type: 'timestamptz', nullable: true },
    result: { type: 'jsonb', nullable: true },
  },
});
