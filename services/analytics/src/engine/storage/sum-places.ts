import type { Transaction } from '@assay/projections';
import { compileSlots } from '../state/compiled-slot.js';
import type { StoredDefinitions } from '../state/metric-definitions.js';
import { sumPlaces } from '../statistics/sum-places.js';
import type { ExperimentRef } from './definitions.js';

const ADD = `INSERT INTO sum_places (project, experiment, metric, version, places)
  SELECT project, experiment, metric, version, places::int[]
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[])
      AS given(project, experiment, metric, version, places)
  ON CONFLICT DO NOTHING`;

/** Tells readers where the sums of definitions lie. Definitions are only appended, so that no place ever changes. */
export async function writeSumPlaces(
  transaction: Transaction,
  changed: readonly (ExperimentRef & { readonly definitions: StoredDefinitions })[],
): Promise<void> {
  const rows = changed.flatMap(({ project, experiment, definitions: { slots, weighted } }) =>
    compileSlots(slots, weighted).slots.map((slot) => ({ project, experiment, slot })),
  );
  await transaction.query(ADD, [
    rows.map(({ project }) => project),
    rows.map(({ experiment }) => experiment),
    rows.map(({ slot }) => slot.spec.key),
    rows.map(({ slot }) => slot.version),
    rows.map(
      ({ slot }) =>
        `{${sumPlaces(slot)
          .map((place) => place ?? 'NULL')
          .join()}}`,
    ),
  ]);
}
