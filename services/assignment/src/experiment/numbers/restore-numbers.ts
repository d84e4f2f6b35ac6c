import type { ExperimentCreated } from '@assay/contracts';
import type { Pool } from 'pg';

const IS_NEEDED = `SELECT NOT EXISTS (SELECT 1 FROM experiment_numbers)
  AND EXISTS (SELECT 1 FROM events WHERE type = 'ExperimentCreated') AS needed`;
const CREATED = `SELECT envelope::text AS envelope FROM events WHERE type = 'ExperimentCreated' ORDER BY position`;
const INSERT = `INSERT INTO experiment_numbers (project, key, number)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) ON CONFLICT DO NOTHING`;

/** Takes the numbers of experiments from their events, where the store came back from the log and the table is empty. */
export async function restoreNumbers(pool: Pool): Promise<void> {
  const { rows: answers } = await pool.query<{ needed: boolean }>(IS_NEEDED);
  if (answers[0]?.needed !== true) return;
  const { rows } = await pool.query<{ envelope: string }>(CREATED);
  const created = rows.map(({ envelope }) => JSON.parse(envelope) as ExperimentCreated);
  await pool.query(INSERT, [
    created.map(({ project }) => project),
    created.map(({ data }) => data.key),
    created.map(({ data }) => data.number),
  ]);
}
