import type { SchemaDefinition } from '@assay/event-store';
import { Projections1763683300000 } from './1763683300000-projections.js';
import { ScratchGenerations1764515000000 } from './1764515000000-scratch-generations.js';
import { KeptGenerations1765750000000 } from './1765750000000-kept-generations.js';
import { HeldGenerations1795300000000 } from './1795300000000-held-generations.js';
import { CheckpointEntity, GenerationEntity } from './projections.entities.js';

/** The tables in which the runtime keeps account of generations and positions. */
export const PROJECTIONS_SCHEMA: SchemaDefinition = {
  migrationsTable: 'projections_migrations',
  entities: [GenerationEntity, CheckpointEntity],
  migrations: [
    Projections1763683300000,
    ScratchGenerations1764515000000,
    KeptGenerations1765750000000,
    HeldGenerations1795300000000,
  ],
};
