import type { BatchScope } from '@assay/projections';
import type { DefinitionsIn } from './definitions.js';
import { endOfPart, partOf } from './event-parts.js';
import { isOfUnitItself } from '../state/observation.js';
import { isClosed } from '../state/unit.fold.js';
import type { UnitEvent } from './unit-event.js';

/** The events that a partition still counts, by when they happened; milliseconds since 1970, null: all. */
export interface KeptEvents {
  readonly keptFrom: number | null;
  readonly exposuresFrom: number | null;
}

/** Nothing has expired. */
export const ALL_KEPT: KeptEvents = { keptFrom: null, exposuresFrom: null };

/**
 * Whether an event happened when nothing is kept of any more. Whether it came before cannot be told, nor what it changes
 * in figures that rest on events that are gone.
 */
export const isExpired = ({ event, time }: UnitEvent, { keptFrom, exposuresFrom }: KeptEvents): boolean => {
  const from = event.type === 'UnitExposed' ? exposuresFrom : keptFrom;
  return from !== null && time < from && !isOfUnitItself(event);
};

/** Events that came too late for the runs that they name. */
export const closedExposures = (
  events: readonly UnitEvent[],
  definitionsIn: DefinitionsIn,
): readonly UnitEvent[] =>
  events.filter(({ seen, project }) => seen?.kind === 'exposure' && isClosed(seen, definitionsIn(project)));

/** Counts events that are not counted. */
export async function countExpired(scope: BatchScope, events: readonly UnitEvent[]): Promise<void> {
  if (events.length === 0) return;
  const runs = events.map(({ event, project }) =>
    event.type === 'UnitExposed'
      ? { project, experiment: event.data.experiment, run: event.data.run }
      : { project, experiment: '', run: 0 },
  );
  await scope.query(
    `INSERT INTO expired_events AS stored (project, experiment, run, partition, events)
     SELECT project, experiment, run, $4, count(*)
     FROM unnest($1::text[], $2::text[], $3::int[]) AS given(project, experiment, run)
     GROUP BY project, experiment, run ORDER BY project, experiment, run
     ON CONFLICT (project, experiment, run, partition) DO UPDATE SET events = stored.events + excluded.events`,
    [
      runs.map(({ project }) => project),
      runs.map(({ experiment }) => experiment),
      runs.map(({ run }) => run),
      scope.partition,
    ],
  );
}

/** Beyond it an event does not lie in the part of its time by the clock of its client alone. */
export const STRAYING_MS = 86_400_000;

/** Notes the events that happened after the stretch of time of the part that their ids put them in. */
export async function noteStrays(scope: BatchScope, events: readonly UnitEvent[]): Promise<void> {
  const strays = events.filter(({ id, time }) => time >= endOfPart(partOf(id)) + STRAYING_MS);
  if (strays.length === 0) return;
  await scope.query(
    `INSERT INTO stray_events (part, id, unit_key)
     SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[]) ON CONFLICT DO NOTHING`,
    [strays.map(({ id }) => partOf(id)), strays.map(({ id }) => id), strays.map(({ unitKey }) => unitKey)],
  );
}
