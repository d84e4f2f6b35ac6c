import { EntitySchema } from 'typeorm';

/** The keys of units, each wrapped with a master key. */
export const DataKeyEntity = new EntitySchema({
  name: 'DataKey',
  tableName: 'data_keys',
  columns: {
    id: { type: 'text', primary: true, primaryKeyConstraintName: 'data_keys_pkey' },
    project: { type: 'text' },
    unit: { type: 'text' },
    master: { type: 'text' },
    wrapped: { type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz', default: () => 'now()' },
  },
  indices: [{ name: 'ix_data_keys_of_unit', columns: ['project', 'unit', 'createdAt'] }],
});

/** Units that get no more keys. */
export const ForgottenUnitEntity = new EntitySchema({
  name: 'ForgottenUnit',
  tableName: 'forgotten_units',
  columns: {
    project: { type: 'text', primary: true, primaryKeyConstraintName: 'forgotten_units_pkey' },
    unit: { type: 'text', primary: true, primaryKeyConstraintName: 'forgotten_units_pkey' },
    forgottenAt: { name: 'forgotten_at', type: 'timestamptz', default: () => 'now()' },
  },
});
