import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { Privacy } from '@assay/privacy';
import { NO_PRIVACY } from '@assay/privacy';
import type { ProjectionDefinition } from '@assay/projections';
import type { ObservedEvent } from '../engine/state/observation.js';
import { UNIT_EVENT_TYPES } from '../engine/storage/unit-event.js';
import { UnitEventReader } from '../engine/storage/unit-event-reader.js';
import { applyDefinitions, DEFINITION_EVENT_TYPES } from './definitions-arrived.js';
import { applyInteractions } from './interactions.js';
import { PRODUCT_HASH_QUERIES } from './product.hash.js';
import { PRODUCT_TABLES } from './product.tables.js';
import { sweepPiece } from './sweep.js';

export const PRODUCT = 'product';

/**
 * Usage, cohorts, positions, and what is defined: features, funnels, power users, segments. One pass over the
 * interactions counts all of them.
 * @param privacy opens attributes that were sealed
 */
export function productProjection(privacy: Privacy): ProjectionDefinition {
  const reader = new UnitEventReader(privacy);
  return {
    name: PRODUCT,
    version: 5,
    topics: [TOPICS.metricDefinitions.name, TOPICS.definitions.name, TOPICS.interactions.name],
    handles: [...DEFINITION_EVENT_TYPES, ...UNIT_EVENT_TYPES],
    tables: PRODUCT_TABLES,
    duplicates: 'by-model',
    hashQueries: PRODUCT_HASH_QUERIES,
    prepare: (delivered) => reader.prepare(delivered),
    async apply(delivered, scope) {
      const events: readonly EventEnvelope[] = delivered.map(({ event }) => event);
      if (scope.topic === TOPICS.interactions.name)
        await applyInteractions(scope, events as readonly ObservedEvent[], reader);
      else await applyDefinitions(scope, events);
    },
    settling: { topic: TOPICS.interactions.name, settle: sweepPiece },
  };
}

/** The same where attributes lie in clear. */
export const PRODUCT_PROJECTION = productProjection(NO_PRIVACY);
