import { EntitySchema } from 'typeorm';

/** The number that stands for a key: reserved once, before the experiment is created, and never given again. */
export const ExperimentNumberEntity = new EntitySchema({
  name: 'ExperimentNumber',
  tableName: 'experiment_numbers',
  columns: {
    project: { type: 'text', primary: true, primaryKeyConstraintName: 'experiment_numbers_pkey' },
    key: { type: 'text', primary: true, primaryKeyConstraintName: 'experiment_numbers_pkey' },
    number: { type: 'integer' },
  },
  uniques: [{ name: 'experiment_numbers_number_key', columns: ['project', 'number'] }],
});
