import { sumChanges } from '../statistics/sum-places.js';
import type { StratumKey, StratumRow } from '../statistics/statistics-rows.js';
import type { Addition, Column, Sum } from './addition.js';
import { adding, sumOf, sumsAt } from './addition.js';
import { ALL_DAYS } from './statistics.tables.js';

/** A stratum, and how a batch changes the number of its units and the sums of its metrics. */
export type CountedStratum = Pick<StratumRow, 'key' | 'place' | 'units' | 'unitsWithError' | 'metrics'>;

const KEYS: readonly Column<CountedStratum>[] = [
  { name: 'project', type: 'text', of: ({ key }) => key.project },
  { name: 'experiment', type: 'text', of: ({ key }) => key.experiment },
  { name: 'run', type: 'int', of: ({ key }) => key.run },
  { name: 'variant', type: 'text', of: ({ key }) => key.variant },
  { name: 'phase', type: 'int', of: ({ key }) => key.phase },
  { name: 'partition', type: 'int', of: ({ key }) => key.partition },
  { name: 'day', type: 'date', of: ({ key }) => dayOf(key) },
  { name: 'dimension', type: 'text', of: ({ key }) => key.dimension },
  { name: 'value', type: 'text', of: ({ key }) => key.value },
];
/** The same with its sums, which are put together once. */
type SummedStratum = CountedStratum & { readonly sums: ReturnType<typeof sumChanges> };

const SUMS: readonly Sum<SummedStratum>[] = [
  sumOf({ name: 'units', type: 'bigint', of: ({ units }) => units }),
  sumOf({ name: 'units_with_error', type: 'bigint', of: ({ unitsWithError }) => unitsWithError }),
  sumsAt('sums', {
    type: 'numeric',
    first: "'{}'",
    places: ({ sums }) => sums.places,
    amounts: ({ sums }) => sums.amounts,
  }),
];

const dayOf = ({ day }: StratumKey): string => (day === '' ? ALL_DAYS : day);

/** In the statement that begins with `countingStrata`: the number that rows of the stratum at a place go under. */
export const NUMBER_AT_PLACE = '(SELECT numbers FROM numbered)[stratum]';

/** Changes the units and sums of strata, and tells by their places what numbers they go under. */
export function countingStrata(strata: readonly CountedStratum[]): {
  readonly parts: readonly string[];
  readonly values: Addition['values'];
} {
  const summed = strata.map((stratum) => ({ sums: sumChanges(stratum.metrics.values()), ...stratum }));
  const [addition] = adding('strata', summed, { keys: KEYS, sums: SUMS });
  if (addition === undefined) return { parts: [], values: [] };
  const counted = `counted AS (${addition.sql(1)} RETURNING given.place, stored.stratum)`;
  const numbered = 'numbered AS (SELECT array_agg(stratum ORDER BY place) AS numbers FROM counted)';
  return { parts: [counted, numbered], values: addition.values };
}
