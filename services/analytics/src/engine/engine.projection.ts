import type { EventEnvelope } from '@assay/contracts';
import { RawEventsExpired, TOPICS } from '@assay/contracts';
import type { Privacy } from '@assay/privacy';
import { NO_PRIVACY } from '@assay/privacy';
import type { ProjectionDefinition } from '@assay/projections';
import { applyDefinitions, DEFINITION_EVENT_TYPES } from './definitions-arrived.js';
import { ENGINE_HASH_QUERIES } from './engine.hash.js';
import { ENGINE_TABLES } from './engine.tables.js';
import { applyExpiry } from './expiry-arrived.js';
import { applyInteractions } from './interactions.js';
import type { InteractionsEvent } from './stretches.js';
import { stretchesOf } from './stretches.js';
import { UNIT_EVENT_TYPES } from './storage/unit-event.js';
import { UnitEventReader } from './storage/unit-event-reader.js';
import { sweepPiece } from './sweep.js';

export const ENGINE = 'engine';

/**
 * The statistics of every experiment, kept up to date event by event.
 * @param privacy opens attributes that were sealed, and seals those of what is forwarded
 */
export function engineProjection(privacy: Privacy): ProjectionDefinition {
  const reader = new UnitEventReader(privacy);
  return {
    name: ENGINE,
    version: 14,
    topics: [TOPICS.experiments.name, TOPICS.metricDefinitions.name, TOPICS.interactions.name],
    handles: [...DEFINITION_EVENT_TYPES, ...UNIT_EVENT_TYPES, RawEventsExpired.type],
    tables: ENGINE_TABLES,
    duplicates: 'by-model',
    hashQueries: ENGINE_HASH_QUERIES,
    prepare: (delivered) => reader.prepare(delivered),
    async apply(delivered, scope) {
      const events: readonly EventEnvelope[] = delivered.map(({ event }) => event);
      if (scope.topic !== TOPICS.interactions.name) {
        await applyDefinitions(scope, events);
        return;
      }
      for (const stretch of stretchesOf(events as readonly InteractionsEvent[]))
        if (stretch.kind === 'expiry') await applyExpiry(scope, stretch.event);
        else await applyInteractions(scope, stretch.events, { privacy, reader });
    },
    settling: { topic: TOPICS.interactions.name, settle: sweepPiece },
  };
}

/** The same where attributes lie in clear. */
export const ENGINE_PROJECTION = engineProjection(NO_PRIVACY);
