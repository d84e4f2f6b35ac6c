import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { Privacy } from '@assay/privacy';
import { NO_PRIVACY } from '@assay/privacy';
import type { ProjectionDefinition } from '@assay/projections';
import { applyDefinitions, DEFINITION_EVENT_TYPES } from './definitions-arrived.js';
import { ENGINE_HASH_QUERIES } from './engine.hash.js';
import { ENGINE_TABLES } from './engine.tables.js';
import { applyInteractions } from './interactions.js';
import type { ObservedEvent } from './state/observation.js';
import { UNIT_EVENT_TYPES } from './storage/unit-event.js';
import { sweepPiece } from './sweep.js';

export const ENGINE = 'engine';

/**
 * The statistics of every experiment, kept up to date event by event.
 * @param privacy opens attributes that were sealed, and seals those of what is forwarded
 */
export const engineProjection = (privacy: Privacy): ProjectionDefinition => ({
  name: ENGINE,
  version: 10,
  topics: [TOPICS.experiments.name, TOPICS.metricDefinitions.name, TOPICS.interactions.name],
  handles: [...DEFINITION_EVENT_TYPES, ...UNIT_EVENT_TYPES],
  tables: ENGINE_TABLES,
  duplicates: 'by-model',
  hashQueries: ENGINE_HASH_QUERIES,
  async apply(delivered, scope) {
    const events: readonly EventEnvelope[] = delivered.map(({ event }) => event);
    if (scope.topic === TOPICS.interactions.name)
      await applyInteractions(scope, events as readonly ObservedEvent[], privacy);
    else await applyDefinitions(scope, events);
  },
  settling: { topic: TOPICS.interactions.name, settle: sweepPiece },
});

/** The same where attributes lie in clear. */
export const ENGINE_PROJECTION = engineProjection(NO_PRIVACY);
