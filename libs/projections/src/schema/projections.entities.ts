import { EntitySchema } from 'typeorm';

/** Every set of tables a projection has or had; one of them is live. */
export const GenerationEntity = new EntitySchema({
  name: 'ProjectionGeneration',
  tableName: 'projection_generations',
  columns: {
    projection: { type: 'text', primary: true, primaryKeyConstraintName: 'projection_generations_pkey' },
    generation: { type: 'integer', primary: true, primaryKeyConstraintName: 'projection_generations_pkey' },
    version: { type: 'integer' },
    tablesIn: { name: 'tables_in', type: 'text' },
    status: { type: 'text' },
    startedAt: { name: 'started_at', type: 'timestamp with time zone', default: () => 'clock_timestamp()' },
    liveAt: { name: 'live_at', type: 'timestamp with time zone', nullable: true },
    acceptsDifference: { name: 'accepts_difference', type: 'boolean', default: false },
    findings: { type: 'jsonb', nullable: true },
  },
  checks: [
    {
      name: 'projection_generations_status_check',
      expression: `status IN ('building', 'held', 'live', 'retired', 'scratch', 'kept', 'dropped')`,
    },
  ],
  indices: [
    {
      name: 'projection_generations_one_live',
      columns: ['projection'],
      unique: true,
      where: `status = 'live'`,
    },
    {
      name: 'projection_generations_one_building',
      columns: ['projection'],
      unique: true,
      where: `status = 'building'`,
    },
    {
      name: 'projection_generations_one_scratch',
      columns: ['projection'],
      unique: true,
      where: `status = 'scratch'`,
    },
  ],
});

/** Up to where each generation has applied each partition, and to which instant that is complete. */
export const CheckpointEntity = new EntitySchema({
  name: 'ProjectionCheckpoint',
  tableName: 'projection_checkpoints',
  columns: {
    projection: { type: 'text', primary: true, primaryKeyConstraintName: 'projection_checkpoints_pkey' },
    generation: { type: 'integer', primary: true, primaryKeyConstraintName: 'projection_checkpoints_pkey' },
    topic: { type: 'text', primary: true, primaryKeyConstraintName: 'projection_checkpoints_pkey' },
    partition: { type: 'integer', primary: true, primaryKeyConstraintName: 'projection_checkpoints_pkey' },
    position: { type: 'bigint' },
    endOffset: { name: 'end_offset', type: 'bigint', default: 0 },
    completeTo: { name: 'complete_to', type: 'bigint', nullable: true },
  },
});
