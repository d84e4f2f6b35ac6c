import type { PromotionEvent } from '@assay/contracts';
import { parseStreamId, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { foldStreams } from '@assay/projections';
import { evolve } from '../promotion/promotion-evolve.fold.js';
import type { PromotionState } from '../promotion/promotion-state.js';
import { NO_PROMOTION } from '../promotion/promotion-state.js';
import { watchedUntil } from '../watch/watched-until.js';

const EVENT_TYPES: readonly PromotionEvent['type'][] = [
  'PromotionRequested',
  'PromotionCompleted',
  'PromotionRefused',
  'PromotionRollbackRequested',
  'PromotionRolledBack',
  'FixedHorizonLookTaken',
  'PromotionSettingsChanged',
];

const FOLD: StreamFold<PromotionState, PromotionEvent> = {
  read: 'SELECT stream, state FROM promotions WHERE stream = ANY($1)',
  initial: NO_PROMOTION,
  evolve,
};
const WRITE = `
  INSERT INTO promotions (stream, project, experiment, state, watched_until)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[])
  ON CONFLICT (stream) DO UPDATE SET state = excluded.state, watched_until = excluded.watched_until`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const changed = await foldStreams(events, scope, FOLD);
  await scope.query(WRITE, [
    changed.map(([stream]) => stream),
    changed.map(([stream]) => parseStreamId(stream).project),
    changed.map(([stream]) => parseStreamId(stream).key),
    changed.map(([, state]) => JSON.stringify(state)),
    changed.map(([, state]) => watchedUntil(state)),
  ]);
}

/** How the promotions of each experiment stand, by the fold of the aggregate itself; for looks at many of them. */
export const promotionsProjection: ProjectionDefinition = {
  name: 'promotions',
  version: 1,
  topics: [TOPICS.promotions.name],
  handles: EVENT_TYPES,
  tables: [
    `CREATE TABLE promotions (
      stream text PRIMARY KEY,
      project text NOT NULL,
      experiment text NOT NULL,
      state jsonb NOT NULL,
      watched_until timestamptz
    )`,
    'CREATE INDEX promotions_by_experiment ON promotions (project, experiment)',
    'CREATE INDEX promotions_watched ON promotions (watched_until) WHERE watched_until IS NOT NULL',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, state::text FROM promotions ORDER BY stream'],
};
