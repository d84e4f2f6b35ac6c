import type { Transaction } from '@assay/projections';
import type { StratumKey, StratumRow } from '../statistics/statistics-rows.js';
import type { Column } from './addition.js';
import { adding } from './addition.js';
import { ALL_DAYS } from './statistics.tables.js';

/** The units of a stratum, as a batch changes their number. */
export type CountedStratum = Pick<StratumRow, 'key' | 'units' | 'unitsWithError'>;

/** The number that rows of a stratum go under. */
export type NumberOf = (key: StratumKey) => number | undefined;

const SEPARATOR = '\u001f';
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
const UNITS: readonly Column<CountedStratum>[] = [
  { name: 'units', type: 'bigint', of: ({ units }) => units },
  { name: 'units_with_error', type: 'bigint', of: ({ unitsWithError }) => unitsWithError },
];
const NAME = `concat_ws('${SEPARATOR}', ${KEYS.map(({ name }) => `stored.${name}`).join(', ')})`;

const dayOf = ({ day }: StratumKey): string => (day === '' ? ALL_DAYS : day);

export const stratumName = (key: StratumKey): string =>
  [
    ...[key.project, key.experiment, key.run, key.variant, key.phase, key.partition],
    ...[dayOf(key), key.dimension, key.value],
  ].join(SEPARATOR);

/** Changes the number of units in strata, and gives numbers to those that are new. */
export async function countStrata(
  transaction: Transaction,
  strata: readonly CountedStratum[],
): Promise<NumberOf> {
  const [addition] = adding('strata', strata, { keys: KEYS, sums: UNITS });
  if (addition === undefined) return () => undefined;
  const [row] = await transaction.query<{ readonly numbers: Readonly<Record<string, number>> }>(
    `WITH counted AS (${addition.sql(1)} RETURNING ${NAME} AS name, stored.stratum)
     SELECT json_object_agg(name, stratum) AS numbers FROM counted`,
    addition.values,
  );
  const numbers = new Map(Object.entries(row?.numbers ?? {}));
  return (key) => numbers.get(stratumName(key));
}
