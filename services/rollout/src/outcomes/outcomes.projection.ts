import { OutcomeRecorded, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import { COUNTING_TABLES } from '../counting/counting.tables.js';
import { KEPT_DAYS } from '../counting/forget-units.js';
import { LifeCache } from '../counting/life-cache.js';
import { applyLives } from '../counting/lives.js';
import { noteReceived } from '../counting/progress.store.js';
import { settleCounts } from '../counting/settle-counts.js';
import { countTouched } from '../counting/touched-units.js';
import { rolloutsProjection } from '../rollout-list/rollouts.projection.js';
import { DAY_MS } from '../statistics/unit-counts.fold.js';
import { meet } from './met-units.js';
import { OUTCOMES_HASH_QUERIES, OUTCOMES_TABLES } from './outcomes.tables.js';
import { sumUp } from './unit-outcomes.fold.js';
import { writeRows } from './unit-rows.store.js';

/** Where the last outcome of each flag lay: who watches looks only at what lies behind what it has seen. */
const MARK = `
  INSERT INTO rollout_activity (project, rollout, partition, "offset")
  SELECT project, rollout, $3, "offset"
    FROM unnest($1::text[], $2::text[], $4::bigint[]) AS met (project, rollout, "offset")
  ON CONFLICT (project, rollout, partition) DO UPDATE SET "offset" = excluded."offset"`;

/** One consumer at a time applies a partition, and no other one writes its rows. */
async function applyOutcomes(
  events: readonly DeliveredEvent[],
  scope: BatchScope,
  lives: LifeCache,
): Promise<void> {
  const { partition } = scope;
  const batch = sumUp(events.map(({ event }) => event as OutcomeRecorded));
  if (batch.length === 0) return;
  const touched = await meet(scope, batch);
  await writeRows(
    scope,
    touched.flatMap(({ written }) => written),
  );
  const receivedDay = await noteReceived(scope, lastReceivedDay(events));
  const flags = flagsOf(events);
  await scope.query(MARK, [
    flags.map(({ project }) => project),
    flags.map(({ flag }) => flag),
    partition,
    flags.map(({ offset }) => offset),
  ]);
  await countTouched(scope, touched, { lives, receivedDay });
}

const lastReceivedDay = (events: readonly DeliveredEvent[]): number =>
  Math.floor(
    Math.max(...events.map(({ event }) => Date.parse((event as OutcomeRecorded).data.receivedAt))) / DAY_MS,
  );

export interface Flag {
  readonly project: string;
  readonly flag: string;
}

/** Which flags have seen outcomes: told after each batch that held some. */
export type OutcomesSeen = (flags: readonly Flag[]) => void;

interface SeenFlag extends Flag {
  /** Of its last outcome. */
  readonly offset: number;
}

function flagsOf(events: readonly DeliveredEvent[]): readonly SeenFlag[] {
  const flags = new Map<string, SeenFlag>();
  for (const { event, offset } of events) {
    if (event.type !== OutcomeRecorded.type) continue;
    const { project, data } = event as OutcomeRecorded;
    if (data.flag !== undefined) flags.set(`${project}/${data.flag}`, { project, flag: data.flag, offset });
  }
  return [...flags.values()];
}

/**
 * What the units under each rollout met, which a rollback is decided on, and how many there were of them, which statistics
 * tell.
 */
export function outcomesProjection(outcomesSeen: OutcomesSeen): ProjectionDefinition {
  const lives = new LifeCache();
  return {
    name: 'outcomes',
    version: 9,
    topics: [TOPICS.rollouts.name, TOPICS.interactions.name],
    handles: [...rolloutsProjection.handles, 'OutcomeRecorded'],
    tables: [...OUTCOMES_TABLES, ...COUNTING_TABLES],
    duplicates: {
      byTopic: {
        [TOPICS.rollouts.name]: 'by-stream',
        [TOPICS.interactions.name]: { withinMs: KEPT_DAYS * DAY_MS },
      },
    },
    apply: (events, scope) =>
      scope.topic === TOPICS.rollouts.name ? applyLives(events, scope) : applyOutcomes(events, scope, lives),
    settling: { topic: TOPICS.interactions.name, settle: settleCounts(lives) },
    afterCommit: (events) => {
      const flags = flagsOf(events);
      if (flags.length > 0) outcomesSeen(flags);
      return Promise.resolve();
    },
    hashQueries: OUTCOMES_HASH_QUERIES,
  };
}
