import type { Addition } from './addition.js';
import type { UnitEvent } from './unit-event.js';

/** When the newest stored event of a partition happened, before a batch and after it; milliseconds since 1970. */
export interface Newest {
  readonly before: number;
  readonly after: number;
}

export const newestWith = (events: readonly Pick<UnitEvent, 'time'>[], before: number): Newest => ({
  before,
  after: events.reduce((latest, { time }) => Math.max(latest, time), before),
});

/** Where nothing is stored that could be newer, and the past is always read: a sweep. */
export const NOTHING_NEWER: Newest = { before: Infinity, after: Infinity };

/** Notes it, together with what else is added. */
export const notingNewest = (partition: number, { before, after }: Newest): readonly Addition[] =>
  after === before
    ? []
    : [
        {
          sql: (first) =>
            `INSERT INTO newest_events (partition, time)
             SELECT * FROM unnest($${String(first)}::int[], $${String(first + 1)}::bigint[])
             ON CONFLICT (partition) DO UPDATE SET time = excluded.time`,
          values: [[partition], [after]],
        },
      ];
