import type { SchemaDefinition } from '@assay/event-store';
import { DataKeyEntity, ForgottenUnitEntity } from './keys/key-tables.entities.js';
import { DataKeys1764500000000 } from './migrations/1764500000000-data-keys.js';

/** Whose schema and role the keys lie under: nobody's who writes the log. */
export const KEY_KEEPER = 'privacy';

/** The tables of the data keys. */
export const PRIVACY_SCHEMA: SchemaDefinition = {
  migrationsTable: 'privacy_migrations',
  entities: [DataKeyEntity, ForgottenUnitEntity],
  migrations: [DataKeys1764500000000],
};
