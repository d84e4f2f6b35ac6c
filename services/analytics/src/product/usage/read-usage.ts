import type { Transaction } from '@assay/projections';
import { SHOWN_OTHER, shownValue } from '../../engine/statistics/dimension-rank.js';
import { USAGE_SLOT } from '../model/slot-models.js';
import type { Days } from '../report/days-asked.js';
import { keptOverall, overfullProjects, shownAs } from '../storage/kept-overall.js';
import { MOST_KEPT } from '../storage/kept-values.js';
import type { ByDay } from './usage-report.js';
import { USAGE } from './usage.model.js';

const NAME = shownAs('stored.value');
const JOINED = `FROM unit_statistics AS stored
  LEFT JOIN kept ON kept.project = stored.project AND kept.value = stored.value
  WHERE stored.project = $1 AND slot = ${String(USAGE_SLOT)} AND span = 0 AND day BETWEEN $2 AND $3`;

type UsageSums = Readonly<Record<keyof typeof USAGE, ByDay>>;

/** @param name of the events; empty for all of them */
export async function readUsage(
  transaction: Transaction,
  project: string,
  { from, to, name }: Days & { readonly name: string },
): Promise<UsageSums> {
  const rows = await transaction.query<{
    readonly day: number;
    readonly figure: string;
    readonly amount: number;
  }>(
    `WITH ${keptOverall('event-names')}
     SELECT day, figure, sum(amount)::float8 AS amount ${JOINED} AND ${NAME} = $4
     GROUP BY day, figure`,
    [project, from, to, name],
  );
  const of = (figure: string): ByDay =>
    new Map(rows.flatMap((row) => (row.figure === figure ? [[row.day, row.amount] as const] : [])));
  return { events: of(USAGE.events), units: of(USAGE.units), value: of(USAGE.value) };
}

/** Why a name has no numbers of its own, where there are more names than are told apart and it is not among those. */
export async function whyNotTold(
  transaction: Transaction,
  project: string,
  name: string,
): Promise<string | undefined> {
  if (name === SHOWN_OTHER) return undefined;
  const [row] = await transaction.query<{ readonly together: boolean }>(
    `WITH ${keptOverall('event-names')}, ${overfullProjects('event-names')}
     SELECT EXISTS (SELECT 1 FROM overfull WHERE project = $1)
       AND NOT EXISTS (SELECT 1 FROM kept WHERE project = $1 AND ${shownValue('kept.value')} = $2) AS together`,
    [project, name],
  );
  if (row?.together !== true) return undefined;
  const most = String(MOST_KEPT['event-names']);
  return `the project has more than ${most} names of events: "${name}", if it came, is counted under ${SHOWN_OTHER}`;
}

interface NameSums {
  readonly name: string;
  readonly events: number;
  readonly value: number;
}

/** The names of a period, the most frequent ones first. */
export function readNames(
  transaction: Transaction,
  project: string,
  {
    days: { from, to },
    after,
    limit,
  }: { readonly days: Days; readonly after: readonly [events: number, name: string]; readonly limit: number },
): Promise<readonly NameSums[]> {
  return transaction.query<NameSums>(
    `WITH ${keptOverall('event-names')}, counted AS (
       SELECT ${NAME} COLLATE "C" AS name,
         coalesce(sum(amount) FILTER (WHERE figure = '${USAGE.events}'), 0)::float8 AS events,
         coalesce(sum(amount) FILTER (WHERE figure = '${USAGE.value}'), 0)::float8 / 1e6 AS value
       ${JOINED} AND stored.value <> '' GROUP BY 1)
     SELECT * FROM counted WHERE events > 0 AND (events, name) < ($4::float8, $5::text)
     ORDER BY events DESC, name DESC LIMIT $6`,
    [project, from, to, ...after, limit],
  );
}

/** Events of names that are not told apart. */
export async function readOtherEvents(
  transaction: Transaction,
  project: string,
  { from, to }: Days,
): Promise<number> {
  const [row] = await transaction.query<{ readonly events: number }>(
    `WITH ${keptOverall('event-names')}
     SELECT coalesce(sum(amount), 0)::float8 AS events ${JOINED}
       AND figure = '${USAGE.events}' AND ${NAME} = '${SHOWN_OTHER}'`,
    [project, from, to],
  );
  return row?.events ?? 0;
}
